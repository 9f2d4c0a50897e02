/** Injection tokens of what the platform provides. */
export const CONFIG = Symbol('CONFIG');
export const CLOCK = Symbol('CLOCK');
export const IDS = Symbol('IDS');
export const LOGGER = Symbol('LOGGER');
