/** Where the number comes from: Wix's documentation, the SDK's typings, or a measurement of somebody else's. */
export type LimitSource = 'documented' | 'sdk-typings' | 'third-party';

/** Files above this go the resumable way (files.generateFileResumableUploadUrl: "large files over 10MB"). Bytes. */
export const RESUMABLE_THRESHOLD_IN_BYTES = 10 * 1024 * 1024;
/** The most files that one call of a ticket web method takes. Our own choice: a call stays far below a second. */
export const TICKETS_PER_CALL = 50;
/** files.getFileDescriptors: 1–100 ids. */
export const FILE_IDS_PER_CALL = 100;
/** folders.listFolders and files.listFiles: paging.limit. */
export const PAGE_SIZE = 100;
/** A file's name in the Media Manager (FileDescriptor.displayName). The API takes 1,000 and cuts to this. Characters. */
export const FILE_NAME_MAX_LENGTH = 255;
/** createFolder.displayName takes 1,000; we refuse what a person cannot read in the Media Manager. Characters. */
export const FOLDER_NAME_MAX_LENGTH = 255;
export const FOLDER_ID_MAX_LENGTH = 100;
/** How deep a folder may lie for its path to be written down. */
export const FOLDER_PATH_MAX_COUNT = 100;
export const FILE_ID_MAX_LENGTH = 1000;
export const MIME_TYPE_MAX_LENGTH = 100;
/** generateFileUploadUrl.options.labels (the resumable call takes 500). */
export const LABELS_MAX_COUNT = 50;
export const LABEL_MAX_LENGTH = 200;
/** folders.searchFolders.search. Characters. */
export const FOLDER_SEARCH_MAX_LENGTH = 200;
/** Calls that Wix allows an app to make for one site in one minute (rate-limits article). */
export const WIX_CALLS_PER_MINUTE = 200;
/** The Media Manager's top folder ("Site Files"). */
export const ROOT_FOLDER_ID = 'media-root';
