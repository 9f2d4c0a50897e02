import { ConsolePage } from '../shell/console-page.js';
import { ReconciliationPanel } from './reconciliation-panel.js';

export function ReconciliationPage() {
  return (
    <ConsolePage title="Reconciliation">
      <ReconciliationPanel />
    </ConsolePage>
  );
}
