/** The settings that the client itself uses; package.json declares them. */
import * as vscode from "vscode";

const SECTION = "prismalchemy";

export interface Settings {
  /** A path or a name on PATH; empty: to be found. */
  readonly interpreter: string;
  readonly useBundled: boolean;
  readonly logLevel: "error" | "warning" | "info" | "debug";
}

export function readSettings(folder: vscode.WorkspaceFolder | undefined): Settings {
  const configuration = vscode.workspace.getConfiguration(SECTION, folder?.uri);
  const interpreter = configuration.get<string>("interpreter", "").trim();
  return {
    interpreter: folder === undefined ? interpreter : interpreter.replaceAll("${workspaceFolder}", folder.uri.fsPath),
    useBundled: configuration.get<string>("importStrategy") === "useBundled",
    logLevel: configuration.get<Settings["logLevel"]>("logLevel", "warning"),
  };
}

/** Whether a changed setting takes effect only when the server is started again. */
export function needsRestart(event: vscode.ConfigurationChangeEvent): boolean {
  return ["interpreter", "importStrategy", "logLevel"].some((name) => event.affectsConfiguration(`${SECTION}.${name}`));
}
