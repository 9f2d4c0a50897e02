import '@breakwater/web/design.css';
import { ErrorBoundary } from '@breakwater/web';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { BrokenPage } from './shell/broken-page.js';

// A page from before a release asks for a file that is gone: load the new release, once.
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('breakwater.reloaded') ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem('breakwater.reloaded', String(Date.now()));
  event.preventDefault();
  window.location.reload();
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary fallback={<BrokenPage />}>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
