// node picture.mjs CACHE VSIX FOLDER PICTURE SETTINGS
//
// Takes the picture of the README: a copy of examples/drift in FOLDER, the schema beside the models, the Problems panel
// and the menu of quick fixes. SETTINGS is the machine's settings as JSON. Colours of the schema come from
// prisma-colours/, in the place of Prisma's own extension.
import path from "node:path";
import { goTo, openFile, startVSCode, until } from "./harness.mjs";

const [cache, vsix, folder, picture, settings] = process.argv.slice(2);
const { page, close } = await startVSCode({
  cache,
  vsix,
  folder,
  machine: JSON.parse(settings),
  user: {
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.statusBar.visible": true,
    "editor.fontSize": 13,
    "editor.lineNumbers": "on",
    "editor.stickyScroll.enabled": false,
    "editor.guides.indentation": false,
    "editor.wordWrap": "off",
    "editor.occurrencesHighlight": "off",
    "editor.selectionHighlight": false,
    "problems.autoReveal": false,
    "breadcrumbs.enabled": false,
  },
  extensions: [path.join(import.meta.dirname, "prisma-colours")],
  width: 1500,
  height: 900,
});
try {
  await openFile(page, "prisma/schema.prisma");
  await page.keyboard.press("Control+B");
  await goTo(page, "paidAt");
  await page.keyboard.press("Home");
  await openFile(page, "app/models/billing.py", { toTheSide: true });
  await page.keyboard.press("Control+Shift+M");
  const problems = page.locator(".markers-panel .monaco-list-row");
  await problems.filter({ hasText: "column-missing" }).first().waitFor();
  await page.locator(".editor-group-container.active .monaco-editor .view-line").first().click({ position: { x: 4, y: 4 } });
  await goTo(page, "class Invoice(");
  await page.keyboard.press("Home");
  for (let step = 0; step < "class Inv".length; step++) {
    await page.keyboard.press("ArrowRight");
  }
  await until("squiggles on both sides", async () => (await page.locator(".squiggly-error").count()) >= 2);
  await page.keyboard.press("Control+.");
  const menu = page.locator(".action-widget:not(.action-list-submenu-panel) .monaco-list-row.action");
  await menu.first().waitFor();
  await page.mouse.move(2, 2);
  await page.waitForTimeout(500);
  await page.screenshot({ path: picture });
} finally {
  await close();
}
