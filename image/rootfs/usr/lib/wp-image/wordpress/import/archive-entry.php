<?php
/**
 * What an archive says of one of its files. Its content is read by `content`, once and before the next entry.
 */

namespace WpImage;

enum EntryKind: string {
	case File      = 'file';
	case Directory = 'directory';
	/** A further name of a file that came before. */
	case Same   = 'same';
	case Link   = 'link';
	case Device = 'device';
}

final readonly class ArchiveEntry {
	/**
	 * @param string                $path    as the archive has it
	 * @param int                   $time    of its last change, seconds since 1970
	 * @param string                $target  of a link, or the path of the file that this is a further name of
	 * @param \Closure(int): string $content the next bytes of the content, at most so many; empty at its end
	 */
	public function __construct(
		public string $path,
		public EntryKind $kind,
		public int $time,
		public string $target,
		public \Closure $content
	) {}
}
