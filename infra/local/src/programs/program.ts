/** A program and what must be in its environment, and in no other's, for it to find its libraries. */
export interface Program {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Postgres is a folder of programs: `bin('initdb')`. */
export interface PostgresPrograms {
  readonly major: number;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  bin(name: string): string;
}

export interface Programs {
  readonly postgres: PostgresPrograms;
  readonly redis: Program;
  readonly haproxy: Program;
  readonly browser: Program;
}

export type ProgramGroup = keyof Programs;

/** Where a fetched group of packages lies, undefined for what the machine has itself. */
export interface Place {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
}
