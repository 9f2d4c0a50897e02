export * from './clock.js';
export * from './decide.js';
export * from './fault.js';
export * from './ids.js';
export * from './money.js';
export * from './route.js';
