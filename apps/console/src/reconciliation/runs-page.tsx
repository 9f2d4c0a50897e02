import { ConsolePage } from '../shell/console-page.js';
import { ReconciliationPanel } from './reconciliation-panel.js';
import { ReconciliationTabs } from './reconciliation-tabs.js';

export function RunsPage() {
  return (
    <ConsolePage title="Reconciliation runs">
      <ReconciliationTabs />
      <ReconciliationPanel />
    </ConsolePage>
  );
}
