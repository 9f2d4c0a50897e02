import type { Clock } from '@breakwater/kernel';
import type { Settings } from '../storage/settings.js';

const SETTING = 'clock.offsetMs';

/** The provider's time: the machine's plus what somebody added. It only moves forward, so that lists stay in order. */
export class SandboxClock implements Clock {
  private offset: number;

  constructor(private readonly settings: Settings) {
    const stored = settings.read(SETTING);
    this.offset = typeof stored === 'number' ? stored : 0;
  }

  get offsetMs(): number {
    return this.offset;
  }

  now(): number {
    return Date.now() + this.offset;
  }

  /** Whole seconds, as the provider's objects carry. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  advance(ms: number): void {
    this.offset += ms;
    this.settings.write(SETTING, this.offset);
  }
}
