// node session.mjs CACHE VSIX FOLDER SHOTS SETTINGS
//
// One session in the real VS Code on the small project of project.py: squiggles in both files, Problems panel, hover, a
// quick fix from the menu, a difference that is only typed, synchronising the model, restarting the server.
// Prints one line for each step. SETTINGS is the machine's settings as JSON. A failure leaves a picture in SHOTS.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { goTo, openFile, openQuickFixes, runCommand, startVSCode, until } from "./harness.mjs";

const [cache, vsix, folder, shots, settings] = process.argv.slice(2);
const started = Date.now();
const say = (...words) => console.log(...words);
const models = path.join(folder, "app/models.py");

const { page, close } = await startVSCode({ cache, vsix, folder, machine: JSON.parse(settings) });
const squiggles = () => page.locator(".editor-group-container.active .monaco-editor :is(.squiggly-error, .squiggly-warning, .squiggly-info)").count();
const menu = page.locator(".action-widget:not(.action-list-submenu-panel)");
const menuRows = () => menu.locator(".monaco-list-row.action");
let failed = false;
try {
  await openFile(page, "prisma/schema.prisma");
  await until("a squiggle in the schema", async () => (await squiggles()) === 1);
  say("schema: squiggle");
  await openFile(page, "app/models.py");
  await until("a squiggle in the models", async () => (await squiggles()) === 1);
  say("models: squiggle");

  await page.keyboard.press("Control+Shift+M");
  const problems = page.locator(".markers-panel .monaco-list-row");
  await until("a problem in each file", async () => (await problems.filter({ hasText: "column-missing" }).count()) === 2);
  await problems.filter({ hasText: "schema.prisma" }).first().waitFor();
  await problems.filter({ hasText: "models.py" }).first().waitFor();
  say("problems: one in each file");

  await openFile(page, "prisma/schema.prisma");
  await goTo(page, "nickname");
  await runCommand(page, "Show or Focus Hover");
  const hover = page.locator(".monaco-hover:visible").first();
  await hover.filter({ hasText: "nickname" }).waitFor();
  const hovered = (await hover.innerText()).replace(/\s+/g, " ");
  assert.match(hovered, /column-missing/);
  assert.match(hovered, /models\.py/);
  say("hover: rule and counterpart");
  await page.keyboard.press("Escape");

  await openQuickFixes(page);
  await menuRows().filter({ hasText: "nickname" }).first().waitFor();
  say("menu:", (await menuRows().allInnerTexts()).map((text) => text.trim()).join(" | "));
  await page.screenshot({ path: path.join(shots, "menu.png") });
  await menuRows().filter({ hasText: "nickname" }).first().click();
  await until("no squiggle after the quick fix", async () => (await squiggles()) === 0);
  say("quick fix: no squiggle left");

  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("motto String?");
  await page.keyboard.press("Enter");
  await page.keyboard.type("age Int?");
  await until("two squiggles while typing", async () => (await squiggles()) === 2);
  say("typed: two squiggles");
  await openQuickFixes(page);
  await menuRows().filter({ hasText: /sync/i }).first().click();
  await until("no squiggle after synchronising", async () => (await squiggles()) === 0);
  say("sync: no squiggle left");

  await runCommand(page, "File: Save All Files");
  const mended = ["nickname", "motto", "age"].map((name) => new RegExp(`${name}: Mapped\\[`));
  await until("the models on disk", () => mended.every((line) => line.test(fs.readFileSync(models, "utf8"))));
  // The text is on disk before the editor has noted so: what is written in between, it takes for its own.
  await until("no tab is dirty", async () => (await page.locator(".tab.dirty").count()) === 0);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  say("saved");

  fs.writeFileSync(models, fs.readFileSync(models, "utf8").replace(/^ +age: .*\n/m, ""));
  await until("a change on disk is noticed", async () => (await squiggles()) === 1);
  say("watched: squiggle");

  await runCommand(page, "prismalchemy: Restart Server");
  await until("the squiggles go with the server", async () => (await squiggles()) === 0);
  await until("and come back with it", async () => (await squiggles()) === 1);
  say("restarted: squiggle");
  say("done");
} catch (error) {
  failed = true;
  console.error(error);
  await page.screenshot({ path: path.join(shots, "failure.png") });
} finally {
  await close();
}
console.error(`${((Date.now() - started) / 1000).toFixed(1)} s`);
process.exit(failed ? 1 : 0);
