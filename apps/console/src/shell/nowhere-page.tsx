import { Link } from 'react-router';
import { ConsolePage } from './console-page.js';

export function NowherePage() {
  return (
    <ConsolePage title="Nothing here">
      <p className="quiet">
        The harbour office has no such page. <Link to="/">Status of everything</Link>
      </p>
    </ConsolePage>
  );
}
