import { contractRoutes } from '@breakwater/web/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `vite` (development) talks to a running shop; SHOP_URL says where it is.
const shop = process.env.SHOP_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [contractRoutes(), react()],
  resolve: { dedupe: ['react', 'react-dom'] },
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, sourcemap: true },
  server: { proxy: { '/api': shop, '/sandbox': shop } },
});
