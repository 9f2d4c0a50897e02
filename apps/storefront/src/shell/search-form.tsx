import { type FormEvent, useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { listingPath, readFilters } from '../catalogue/listing-filters.js';
import { SearchIcon } from './icons.js';

export function SearchForm() {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const shown = pathname === '/shop' ? readFilters(new URLSearchParams(search)).q : '';
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void navigate(listingPath({ q: text.trim() }));
  };
  return (
    <form role="search" className="search" onSubmit={submit}>
      <label htmlFor="site-search" className="visually-hidden">
        Search the shop
      </label>
      <input
        id="site-search"
        type="search"
        name="q"
        placeholder="Search jackets, rope, lamps…"
        maxLength={100}
        autoComplete="off"
        enterKeyHint="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" aria-label="Search">
        <SearchIcon />
      </button>
    </form>
  );
}
