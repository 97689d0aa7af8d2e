// A promise nobody waited for is a failed run, wherever it was made.
process.on('unhandledRejection', (reason) => {
  throw reason instanceof Error ? reason : new Error(String(reason))
})
