/**
 * Says in words why a port could not be had, with the variable that cures it: for `.catch(explainPort('PORT', 3000))`.
 * Other errors pass as they are.
 */
export function explainPort(variable: string, port: number): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new Error(`Port ${port} is taken. Stop the other process or set ${variable} to another port.`, {
        cause: error,
      });
    }
    if (code === 'EACCES') {
      throw new Error(`Port ${port} may not be used by this user. Set ${variable} to a port above 1023.`, {
        cause: error,
      });
    }
    throw error;
  };
}
