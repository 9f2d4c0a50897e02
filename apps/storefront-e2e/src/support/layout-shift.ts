import type { Page, Route } from 'playwright-core';

interface Shifts {
  readonly shifts: { value: number; what: string }[];
}

/** Writes down every move of the page that nobody asked for. To be called before the first page is opened. */
export async function recordLayoutShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shifts['shifts'] = [];
    (globalThis as unknown as { shifts: Shifts['shifts'] }).shifts = shifts;
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        const moved = sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : '?'));
        if (!hadRecentInput) shifts.push({ value, what: moved.join(', ') });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** Holds the catalogue's answers back until the page has drawn itself without them: the moment in which pages jump. */
export async function answerAfterFirstPaint(page: Page): Promise<void> {
  await page.route('**/api/catalogue/**', async (route: Route) => {
    const isJson = !route.request().url().includes('.svg');
    if (isJson) await page.locator('.skeleton').first().waitFor();
    await route.continue();
  });
}

/** The sum of all shifts once every picture is there, and what moved. */
export async function layoutShift(page: Page): Promise<{ total: number; moved: string[] }> {
  await page.waitForLoadState('networkidle');
  return page.evaluate(() => {
    const { shifts } = globalThis as unknown as Shifts;
    return { total: shifts.reduce((sum, { value }) => sum + value, 0), moved: shifts.map(({ what }) => what) };
  });
}
