import type { Plugin } from 'vite';

export declare function contractRoutes(): Plugin;
