/** Finds the Python interpreter that runs the server. */
import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";

/** What is used of the Python extension's interface (`ms-python.python`). */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(path: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const MINIMUM = [3, 10] as const;
const PATIENCE_MS = 10_000;

/**
 * The first interpreter that starts and is new enough: the Python extension's, a virtual environment in the folder,
 * what `PATH` has. Undefined if there is none.
 */
export async function findInterpreter(
  folder: vscode.WorkspaceFolder | undefined,
  log: vscode.LogOutputChannel,
): Promise<string | undefined> {
  for (const candidate of await candidates(folder)) {
    const version = await versionOf(candidate);
    if (version !== undefined && isNewEnough(version)) {
      log.info(`interpreter: ${candidate} (${version.join(".")})`);
      return candidate;
    }
    log.debug(`no usable interpreter: ${candidate} (${version?.join(".") ?? "does not start"})`);
  }
  return undefined;
}

/** Calls `listener` when the user chooses another interpreter in the Python extension. */
export async function onDidChangeInterpreter(listener: () => void): Promise<vscode.Disposable> {
  const extension = await pythonExtension();
  return extension?.environments?.onDidChangeActiveEnvironmentPath(listener) ?? new vscode.Disposable(() => undefined);
}

async function candidates(folder: vscode.WorkspaceFolder | undefined): Promise<string[]> {
  const found: string[] = [];
  const active = await activeInterpreter(folder?.uri);
  if (active !== undefined) {
    found.push(active);
  }
  // A folder that is not trusted must not choose what runs.
  if (folder !== undefined && vscode.workspace.isTrusted) {
    for (const environment of [".venv", "venv"]) {
      const inside = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
      const candidate = path.join(folder.uri.fsPath, environment, ...inside);
      if (await exists(candidate)) {
        found.push(candidate);
      }
    }
  }
  return [...found, ...(process.platform === "win32" ? ["python", "py"] : ["python3", "python"])];
}

async function activeInterpreter(resource: vscode.Uri | undefined): Promise<string | undefined> {
  const environments = (await pythonExtension())?.environments;
  if (environments === undefined) {
    return undefined;
  }
  const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
  return environment?.executable.uri?.fsPath;
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  return extension === undefined ? undefined : await extension.activate();
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Major and minor version; undefined if it does not start. Its working directory is not the user's folder. */
async function versionOf(interpreter: string): Promise<readonly [number, number] | undefined> {
  return new Promise((resolve) => {
    const program = "import sys; print(*sys.version_info[:2])";
    const options = { timeout: PATIENCE_MS, cwd: path.dirname(process.execPath) };
    execFile(interpreter, ["-I", "-c", program], options, (error, output) => {
      const [major, minor] = output.trim().split(" ").map(Number);
      resolve(error === null && major !== undefined && minor !== undefined ? [major, minor] : undefined);
    });
  });
}

function isNewEnough([major, minor]: readonly [number, number]): boolean {
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}
