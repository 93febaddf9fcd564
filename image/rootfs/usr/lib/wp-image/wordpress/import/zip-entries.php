<?php
/**
 * Entries of a zip archive. What is in it stands at its end, so it is laid down as a file first.
 */

namespace WpImage;

require_once __DIR__ . '/archive-entry.php';
require_once __DIR__ . '/sent-archives.php';

final class ZipEntries {
	/** The kind of a file in Unix's mode, in the upper half of the external attributes (stat.h). */
	const KIND    = 0170000;
	const LINK    = 0120000;
	const REGULAR = 0100000;
	const FOLDER  = 0040000;

	/** @param string $file where the archive may lie while it is read */
	public function __construct( private readonly SentArchive $archive, private readonly string $file ) {}

	/**
	 * @return \Generator<ArchiveEntry>
	 * @throws \RuntimeException where the archive is none, cut off or encrypted
	 */
	public function all(): \Generator {
		$handle = fopen( $this->file, 'wb' );
		while ( '' !== ( $bytes = $this->archive->read( 1 << 20 ) ) ) {
			if ( strlen( $bytes ) !== @fwrite( $handle, $bytes ) ) {
				throw new \RuntimeException( 'the volume is full' );
			}
		}
		fclose( $handle );
		$zip = new \ZipArchive();
		if ( true !== $zip->open( $this->file, \ZipArchive::RDONLY ) ) {
			throw new \RuntimeException( "{$this->archive->name} is no whole zip archive" );
		}
		try {
			for ( $at = 0; $at < $zip->numFiles; $at++ ) {
				yield $this->entry( $zip, $at );
			}
		} finally {
			$zip->close();
			unlink( $this->file );
		}
	}

	private function entry( \ZipArchive $zip, int $at ): ArchiveEntry {
		$stat = $zip->statIndex( $at );
		// Some tools on Windows write their own separator.
		$path = str_contains( $stat['name'], '/' ) ? $stat['name'] : str_replace( '\\', '/', $stat['name'] );
		$zip->getExternalAttributesIndex( $at, $system, $attributes );
		$mode    = \ZipArchive::OPSYS_UNIX === $system ? $attributes >> 16 & self::KIND : 0;
		$stream  = null;
		$content = function ( int $length ) use ( $zip, $at, $path, &$stream ): string {
			$stream ??= $zip->getStreamIndex( $at );
			if ( false === $stream ) {
				throw new \RuntimeException( "$path in {$this->archive->name} cannot be read: " . $zip->getStatusString() );
			}
			$bytes = (string) @fread( $stream, $length );
			if ( '' === $bytes && ! feof( $stream ) ) {
				throw new \RuntimeException( "$path in {$this->archive->name} is damaged" );
			}
			return $bytes;
		};
		$kind = match ( true ) {
			self::LINK === $mode              => EntryKind::Link,
			str_ends_with( $path, '/' )       => EntryKind::Directory,
			! in_array( $mode, array( 0, self::REGULAR, self::FOLDER ), true ) => EntryKind::Device,
			default                           => EntryKind::File,
		};
		return new ArchiveEntry( $path, $kind, (int) $stat['mtime'], '', $content );
	}
}
