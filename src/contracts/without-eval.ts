import { z } from 'zod';

/**
 * Zod would compile its schemas with `new Function`. The page's content security policy forbids that, and the browser
 * reports even the attempt.
 */
z.config({ jitless: true });
