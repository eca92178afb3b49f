import { Box, CloseButton, Text, TextButton } from '@wix/design-system';
import { useSyncExternalStore } from 'react';
import type { Words } from '../words.ts';
import type { Toast, ToastStore } from './toast-store.ts';

export function ToastStack({ store, words }: { readonly store: ToastStore; readonly words: Words }) {
  const toasts = useSyncExternalStore(store.subscribe, store.visible);
  return (
    <div className="toasts">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} store={store} words={words} />
      ))}
    </div>
  );
}

interface ToastCardProps {
  readonly toast: Toast;
  readonly store: ToastStore;
  readonly words: Words;
}

function ToastCard({ toast: { id, config }, store, words }: ToastCardProps) {
  const type = config.type ?? 'standard';
  const { action } = config;
  const act = () => {
    action?.onClick();
    if (action?.removeToastOnClick) store.remove(id);
  };
  const close = () => {
    config.onCloseClick?.();
    store.remove(id);
  };
  return (
    <div
      className={`toast toast-${type}`}
      role={type === 'error' ? 'alert' : 'status'}
      data-hook="shell-toast"
      data-type={type}
    >
      <Box gap="SP2" verticalAlign="middle" width="100%">
        <div className="toast-text">
          <Text size="small" weight="normal">
            {config.message}
          </Text>
        </div>
        {action ? (
          <TextButton size="small" onClick={act} dataHook="shell-toast-action">
            {action.text}
          </TextButton>
        ) : null}
        <CloseButton size="small" skin="dark" onClick={close} aria-label={words.close} dataHook="shell-toast-close" />
      </Box>
    </div>
  );
}
