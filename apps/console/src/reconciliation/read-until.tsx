import { formatInstant } from '../shell/format-instant.js';

/** How far each source has been read: what came later cannot be named yet. */
export function ReadUntil({ sources }: { sources: Readonly<Record<string, string | null>> }) {
  const entries = Object.entries(sources);
  if (entries.length === 0) return null;
  return (
    <p className="quiet">
      Read until: {entries.map(([source, at]) => `${source} ${at === null ? 'not yet' : formatInstant(at)}`).join('; ')}
      .
    </p>
  );
}
