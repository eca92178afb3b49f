import { SectionHelper, type SectionHelperProps, WixDesignSystemDefaultPropsProvider } from '@wix/design-system';
import { useWords } from '../words/use-words.ts';

type NoticeProps = Omit<SectionHelperProps, 'onClose' | 'showCloseButton' | 'fullWidth'> & {
  readonly onClose: () => void;
};

/** Something to know that stays until somebody puts it away. The design system's own has a button for that only when asked, and no name for it. */
export function Notice({ onClose, ...shown }: NoticeProps) {
  const words = useWords();
  return (
    <WixDesignSystemDefaultPropsProvider defaults={{ CloseButton: { 'aria-label': words('notice.close') } }}>
      <SectionHelper {...shown} fullWidth showCloseButton onClose={onClose} />
    </WixDesignSystemDefaultPropsProvider>
  );
}
