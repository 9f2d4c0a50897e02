import type { Engine } from '../engine/engine.js';
import type { Settings } from './settings.js';

/** Kills and freezes processes at any instant, now and then all of one service, for as long as the storm lasts. */
export function startChaos(engine: Engine, settings: Settings): void {
  const { random, scheduler, trace, processes } = engine;
  if (settings.crashesEveryMs === Infinity) return;

  const strike = (): void => {
    if (!engine.stormy) return;
    const { name } = random.pick(processes);
    const service = name.split('-')[0] ?? name;
    const victims = random.chance(0.2)
      ? processes.filter((one) => one.name.startsWith(service))
      : processes.filter((one) => one.name === name);
    const freezes = random.chance(0.3);
    for (const process of victims) {
      const forMs = freezes ? random.between(500, 40_000) : random.between(100, 60_000);
      trace.say(process.name, () => `${freezes ? 'is frozen' : 'is killed'} for ${Math.round(forMs)} ms`);
      if (freezes) {
        process.freeze(forMs);
      } else {
        process.crash();
        scheduler.after(forMs, () => process.restart());
      }
    }
    next();
  };
  const next = (): void => scheduler.after(random.between(0, 2 * settings.crashesEveryMs), strike);
  next();
}
