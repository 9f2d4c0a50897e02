import { listCategories } from '@breakwater/contracts';
import { call, useResource } from '@breakwater/web';

export const useCategories = () => useResource('categories', (signal) => call(listCategories, { signal }));
