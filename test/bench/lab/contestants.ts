/** What a contestant's page says of its files. */
export interface Account {
  /** The contestant has nothing more to do. */
  readonly settled: boolean;
  readonly chosen: number;
  /** Called done by the page: ready for us, successful for the others. */
  readonly done: number;
  readonly failed: number;
}

export interface Contestant {
  readonly name: string;
  /** Name of the page below `rivals/`; absent for our own page, which the stand-in's dashboard frames. */
  readonly rivalPage?: string;
  /** Selector of the file input. */
  readonly fileInput: string;
  /** Expression in the frame that gives an `Account`. */
  readonly account: string;
  /** Expression in the frame: all `count` files are in the list, and rows are shown. */
  isListed(count: number): string;
}

const summary = `document.querySelector('[data-hook="summary"]')`;

export const uplift: Contestant = {
  name: 'Uplift',
  fileInput: '[data-hook="file-input"]',
  account: `(({ dataset = {} }) => ({
    chosen: Number(dataset.total ?? 0), done: Number(dataset.ready ?? 0), failed: Number(dataset.failed ?? 0),
    settled: Number(dataset.ready ?? 0) + Number(dataset.failed ?? 0) === Number(dataset.total ?? -1),
  }))(${summary} ?? {})`,
  isListed: (count) =>
    `${summary}?.dataset.total === '${count}' && document.querySelector('[data-hook="upload-row"]') !== null`,
};

const rivalAccount =
  '(({ chosen, sent, failed, done }) => ({ chosen, done: sent, failed, settled: done }))(window.rival)';

function uppy(name: string, rivalPage: string): Contestant {
  return {
    name,
    rivalPage,
    fileInput: 'input.uppy-Dashboard-input',
    account: rivalAccount,
    isListed: (count) => `window.rival.chosen === ${count} && document.querySelector('.uppy-Dashboard-Item') !== null`,
  };
}

function bare(name: string, rivalPage: string): Contestant {
  return {
    name,
    rivalPage,
    fileInput: '#files',
    account: rivalAccount,
    isListed: (count) => `window.rival.chosen === ${count}`,
  };
}

export const uppyXhr = uppy('Uppy XHRUpload, as documented', 'uppy-xhr');
export const uppyXhrBatch = uppy('Uppy XHRUpload, batch signing behind it', 'uppy-xhr-batch');
export const uppyTus = uppy('Uppy Tus', 'uppy-tus');
export const bareXhr = bare('bare XHR loop, batch signing', 'bare-xhr');
export const bareTus = bare('bare tus-js-client', 'bare-tus');
