import { EngineMigration } from './engine.migration.js';
import { LanesMigration } from './lanes.migration.js';
import { RecheckMigration } from './recheck.migration.js';
import { RunsMigration } from './runs.migration.js';

export const migrations = [RunsMigration, EngineMigration, RecheckMigration, LanesMigration];
