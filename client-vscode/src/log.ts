/** The output channel "prismalchemy": the client's lines, what the server logs and what it writes to its standard error. */
import * as vscode from "vscode";

export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel("prismalchemy", { log: true });
}

/** Tells the user that the server does not run, and offers the log. */
export function showFailure(log: vscode.LogOutputChannel, message: string): void {
  log.error(message);
  void vscode.window.showErrorMessage(`prismalchemy: ${message}`, "Show Log").then((choice) => {
    if (choice !== undefined) {
      log.show();
    }
  });
}
