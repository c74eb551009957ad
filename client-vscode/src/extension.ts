/** Entry point: starts the server when the extension is activated, and again when something it depends on changes. */
import * as vscode from "vscode";
import { createLog } from "./log";
import { onDidChangeInterpreter } from "./python";
import { Server } from "./server";
import { needsRestart } from "./settings";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = createLog();
  const running = new Server(context, log);
  server = running;
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("prismalchemy.restart", () => running.restart()),
    vscode.commands.registerCommand("prismalchemy.showLog", () => log.show()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (needsRestart(event)) {
        void running.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void running.restart()),
    await onDidChangeInterpreter(() => void running.restart()),
  );
  await running.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
