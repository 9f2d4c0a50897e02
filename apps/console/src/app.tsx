import { BrowserRouter, Route, Routes } from 'react-router';
import { InvariantsPage } from './invariants/invariants-page.js';
import { OrdersDesk } from './orders/orders-desk.js';
import { OutagesPage } from './outages/outages-page.js';
import { DayPage } from './reconciliation/day-page.js';
import { DaysPage } from './reconciliation/days-page.js';
import { DiscrepanciesPage } from './reconciliation/discrepancies-page.js';
import { DiscrepancyPage } from './reconciliation/discrepancy-page.js';
import { RunsPage } from './reconciliation/runs-page.js';
import { Refusal } from './session/refusal.js';
import { SignInForm } from './session/sign-in-form.js';
import { useOperator } from './session/use-operator.js';
import { ConsoleHeader } from './shell/console-header.js';
import { NowherePage } from './shell/nowhere-page.js';
import { StatusPage } from './status/status-page.js';

export function App() {
  const { state, enter, leave, expire } = useOperator();
  return (
    <BrowserRouter basename="/console">
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <ConsoleHeader leave={state.kind === 'operator' ? () => void leave() : undefined} />
      <main id="content" className="console-main" tabIndex={-1}>
        {state.kind === 'loading' ? <span className="skeleton console-skeleton" aria-hidden="true" /> : null}
        {state.kind === 'nobody' ? <SignInForm enter={enter} notice={state.notice} /> : null}
        {state.kind === 'operator' ? (
          <Refusal value={expire}>
            <Pages />
          </Refusal>
        ) : null}
      </main>
    </BrowserRouter>
  );
}

function Pages() {
  return (
    <Routes>
      <Route index element={<StatusPage />} />
      <Route path="reconciliation">
        <Route index element={<DiscrepanciesPage />} />
        <Route path="discrepancies/:discrepancyId" element={<DiscrepancyPage />} />
        <Route path="days" element={<DaysPage />} />
        <Route path="days/:date" element={<DayPage />} />
        <Route path="runs" element={<RunsPage />} />
      </Route>
      <Route path="orders" element={<OrdersDesk />} />
      <Route path="outages" element={<OutagesPage />} />
      <Route path="invariants" element={<InvariantsPage />} />
      <Route path="*" element={<NowherePage />} />
    </Routes>
  );
}
