/** A UUID of version 4 from a source of random numbers from 0 to below 1. */
export function uuidFrom(random: () => number): string {
  const digit = (value: number) => Math.floor(value).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) =>
    place === 'x' ? digit(random() * 16) : digit(8 + random() * 4),
  );
}
