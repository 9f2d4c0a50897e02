import { readFileSync } from 'node:fs';
import { readJson, writeJson } from '../json-file.js';
import { isAlive, type Identity } from '../processes/identity.js';
import type { RunningProcess } from '../processes/start-process.js';

/** A process that the supervisor started, as it is found again by the next supervisor if this one is killed. */
export interface ProcessRecord extends Identity {
  readonly name: string;
  readonly stopSignal: NodeJS.Signals;
}

interface RecordFile {
  readonly bootId: string;
  readonly processes: readonly ProcessRecord[];
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** The processes that run now, written down at each change. Nothing that is not in here is ever signalled. */
export class ProcessRecords {
  private readonly running = new Map<number, ProcessRecord>();

  constructor(private readonly file: string) {}

  /** Processes of an earlier supervisor that are still alive: same pid, same start time, same boot. */
  leftBehind(): ProcessRecord[] {
    const file = readJson(this.file) as RecordFile | undefined;
    return file?.bootId === bootId() ? file.processes.filter(isAlive) : [];
  }

  add({ identity, spec }: RunningProcess): void {
    this.running.set(identity.pid, { ...identity, name: spec.name, stopSignal: spec.stopSignal });
    this.write();
  }

  remove(pid: number): void {
    this.running.delete(pid);
    this.write();
  }

  pids(): number[] {
    return [...this.running.keys()];
  }

  private write(): void {
    writeJson(this.file, { bootId: bootId(), processes: [...this.running.values()] } satisfies RecordFile);
  }
}
