/** The running language server: one for the whole window, started, stopped and restarted one after another. */
import * as vscode from "vscode";
import { LanguageClient, TransportKind, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { showFailure } from "./log";
import { findInterpreter } from "./python";
import { readSettings } from "./settings";

export class Server {
  private client: LanguageClient | undefined;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Stops the server if it runs and starts it. Calls that overlap wait for each other. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  private inTurn(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step).catch((error: unknown) => showFailure(this.log, String(error)));
    return this.queue;
  }

  private async begin(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0];
    const settings = readSettings(folder);
    const interpreter = settings.interpreter || (await findInterpreter(folder, this.log));
    if (interpreter === undefined) {
      showFailure(this.log, "no Python 3.10 or newer was found; set prismalchemy.interpreter");
      return;
    }
    const launcher = vscode.Uri.joinPath(this.context.extensionUri, "bundled", "launch.py").fsPath;
    const args = [launcher, ...(settings.useBundled ? ["--bundled"] : []), "--log-level", settings.logLevel];
    this.log.info(`starting ${[interpreter, ...args].join(" ")}`);
    const server: ServerOptions = {
      command: interpreter,
      args,
      transport: TransportKind.stdio,
      options: { env: { ...process.env, PYTHONUTF8: "1" } },
    };
    const options: LanguageClientOptions = {
      documentSelector: [
        { scheme: "file", language: "prisma" },
        { scheme: "file", language: "python" },
        { scheme: "file", pattern: "**/*.prisma" },
      ],
      outputChannel: this.log,
      traceOutputChannel: this.log,
    };
    const client = new LanguageClient("prismalchemy", "prismalchemy", server, options);
    this.client = client;
    await client.start();
    this.log.info("server started");
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // A client that failed to start, or whose server died, cannot be stopped in good order; there is nothing to lose.
    await client?.dispose().catch((error: unknown) => this.log.debug(`stopping: ${String(error)}`));
  }
}
