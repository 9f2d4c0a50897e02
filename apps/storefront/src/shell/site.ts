export const SITE = 'Breakwater Supply';
