/**
 * Whether the database of the browser holds a picture; runs in the page. Opening a database that is not there yet would
 * make an empty one.
 */
export async function keepsPicture(): Promise<boolean> {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'litevae-lab')) return false;
  return new Promise<boolean>((resolve) => {
    const request = indexedDB.open('litevae-lab');
    request.onsuccess = () => {
      const { result: database } = request;
      const get = database.transaction('pictures').objectStore('pictures').get('last');
      get.onsuccess = () => {
        database.close();
        // A private window of WebKit keeps bytes in place of a file.
        resolve(get.result !== undefined);
      };
    };
  });
}
