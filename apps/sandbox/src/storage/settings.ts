import type { Store } from './store.js';

/** Small things that survive a restart: the clock's offset, the fault knobs. */
export class Settings {
  constructor(private readonly store: Store) {}

  read(name: string): unknown {
    const row = this.store.row('SELECT value FROM settings WHERE name = ?', name);
    return row === undefined ? undefined : (JSON.parse(String(row['value'])) as unknown);
  }

  write(name: string, value: unknown): void {
    this.store.run(
      'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      JSON.stringify(value),
    );
  }
}
