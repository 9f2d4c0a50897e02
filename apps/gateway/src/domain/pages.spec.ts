import { describe, expect, it } from '@jest/globals';
import { pageFor } from './pages.js';

describe('pages', () => {
  it.each([
    ['/', 'storefront', null],
    ['/products/linen-shirt', 'storefront', null],
    ['/consoles', 'storefront', null],
    ['/assets/a-1.js', 'storefront', 'assets/a-1.js'],
    ['/favicon.ico', 'storefront', 'favicon.ico'],
    ['/console/', 'console', null],
    ['/console/status', 'console', null],
    ['/console/assets/b-2.css', 'console', 'assets/b-2.css'],
  ] as const)('%s is of the %s', (path, app, file) => {
    expect(pageFor(path)).toEqual({ app, file });
  });
});
