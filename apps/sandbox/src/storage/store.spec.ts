import { describe, expect, it } from '@jest/globals';
import { Settings } from './settings.js';
import { Store } from './store.js';

describe('a transaction', () => {
  const open = () => {
    const store = new Store(':memory:');
    return { store, settings: new Settings(store) };
  };

  it('takes everything back when it fails, and runs nothing that waited for its end', () => {
    const { store, settings } = open();
    let woken = 0;
    const failing = () =>
      store.transaction(() => {
        settings.write('a', 1);
        store.onCommit(() => woken++);
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(settings.read('a')).toBeUndefined();
    store.transaction(() => settings.write('b', 1));
    expect(woken).toBe(0);
  });

  it('inside another takes only its own part back', () => {
    const { store, settings } = open();
    store.transaction(() => {
      settings.write('outer', 1);
      expect(() =>
        store.transaction(() => {
          settings.write('inner', 1);
          throw new Error('no');
        }),
      ).toThrow('no');
    });
    expect([settings.read('outer'), settings.read('inner')]).toEqual([1, undefined]);
  });
});
