import '@breakwater/web/design.css';
import './console.css';
import './status/status.css';
import './shell/desk.css';
import './reconciliation/runs.css';
import { Announcer, ErrorBoundary } from '@breakwater/web';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const broken = (
  <main className="console-main" role="alert">
    <h1 className="page-heading">This page broke</h1>
    <p>
      <a href="/console/">Load it again</a>
    </p>
  </main>
);

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary fallback={broken}>
      <App />
      <Announcer />
    </ErrorBoundary>
  </StrictMode>,
);
