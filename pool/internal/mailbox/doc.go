// Package mailbox takes the results of a stream from many workers to one reader.
//
// # A worker that has results
//
//  1. makes room for them: the mailbox counts what is unread and bounds it; while it
//     is full the worker waits, or puts a part ([Mailbox.Put]);
//  2. appends them to its shard, under the lock of that shard;
//  3. wakes the reader, if that one is hungry.
//
// # The reader
//
//  1. reads whether the mailbox has ended: nothing comes after that;
//  2. empties one shard after the other, makes their room free, and yields what was
//     in them ([Mailbox.All]);
//  3. found nothing: ends, if the mailbox had ended in step 1. Otherwise it says
//     that it is hungry, asks for early results, looks into all shards once more, and
//     only then waits.
//
// Worker and reader first write and then read what the other one writes, so that no
// result lies in a shard while the reader waits. What the reader has taken and does not yield,
// because its loop was left, goes back to the front of its shard.
//
// # The end
//
// [Mailbox.Lift] lets waiting workers, and all later ones, put without bound: what
// can still come is bounded otherwise. [Mailbox.End] says that nothing more comes.
package mailbox
