import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/**
 * Gives the focus away when the component goes and has it: left to the browser, the keyboard would begin at the top of the
 * page. Who is somewhere else by then stays there.
 * @param place the component's element
 * @param giveFocus called when the page has become what it is without the component
 */
export function useFocusAfter(place: RefObject<HTMLElement>, giveFocus: () => void): void {
  const latest = useRef(giveFocus);
  const hadFocus = useRef(false);
  useLayoutEffect(() => {
    latest.current = giveFocus;
  });
  useLayoutEffect(() => {
    const element = place.current;
    return () => {
      hadFocus.current = element?.contains(document.activeElement) ?? false;
    };
  }, [place]);
  useEffect(
    () => () => {
      if (hadFocus.current) latest.current();
    },
    [],
  );
}
