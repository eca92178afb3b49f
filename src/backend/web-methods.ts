import * as existingFilesModule from './existing-files.web.ts';
import * as folderTreeModule from './folder-tree.web.ts';
import * as foldersModule from './folders.web.ts';
import * as inboxUploadModule from './inbox-upload.web.ts';
import * as ledgerModule from './ledger.web.ts';
import * as mediaUploadModule from './media-upload.web.ts';
import * as sessionModule from './session.web.ts';

/** All web methods by the file that exports them: the path below the project is their address. */
export const webMethods = {
  'src/backend/existing-files.web.ts': existingFilesModule,
  'src/backend/folder-tree.web.ts': folderTreeModule,
  'src/backend/folders.web.ts': foldersModule,
  'src/backend/inbox-upload.web.ts': inboxUploadModule,
  'src/backend/ledger.web.ts': ledgerModule,
  'src/backend/media-upload.web.ts': mediaUploadModule,
  'src/backend/session.web.ts': sessionModule,
} as const;
