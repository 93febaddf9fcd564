<?php
/**
 * Files that a backup has brought back, known by their mark.
 */

namespace WpImage;

require_once __DIR__ . '/restore-mark.php';

final readonly class RestoredFiles {
	/** Folders between the one that is named and the one with the mark: AWS Backup's own, the access point's, wp-content. */
	private const DEEPEST = 5;

	/** Files that are counted, and files of which a byte is read: on a network file system each costs a round trip. */
	private const MOST_COUNTED = 100_000;
	private const MOST_READ    = 200;

	private function __construct( private string $folder, public int $mark ) {}

	/** Those with the newest mark below a folder; null where none has one. */
	public static function below( string $folder ): ?self {
		$newest = null;
		$level  = array( rtrim( $folder, '/' ) );
		for ( $depth = 0; $depth <= self::DEEPEST && array() !== $level; $depth++ ) {
			$next = array();
			foreach ( $level as $one ) {
				$mark = restore_mark_time( (string) @file_get_contents( $one . '/' . RESTORE_MARK_FILE ) );
				if ( null !== $mark && $mark > ( $newest->mark ?? 0 ) ) {
					$newest = new self( $one, $mark );
				}
				$next = array( ...$next, ...glob( addcslashes( $one, '*?[\\' ) . '/*', GLOB_ONLYDIR | GLOB_NOSORT ) ?: array() );
			}
			// The outermost mark is the site's: what lies below it is what the site has.
			if ( null !== $newest ) {
				return $newest;
			}
			$level = $next;
		}
		return null;
	}

	/**
	 * Lists the files, and reads a byte of some.
	 *
	 * @return array{files: int, bytes: int} without the mark; of at most 100,000 files
	 * @throws \RuntimeException with the path that cannot be read
	 */
	public function counts(): array {
		$counts = array( 'files' => 0, 'bytes' => 0 );
		$all    = new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $this->folder, \FilesystemIterator::SKIP_DOTS ) );
		foreach ( $all as $path => $file ) {
			if ( ! $file->isFile() || $file->isLink() || RESTORE_MARK_FILE === $file->getFilename() ) {
				continue;
			}
			if ( ++$counts['files'] > self::MOST_COUNTED ) {
				return array( ...$counts, 'files' => self::MOST_COUNTED );
			}
			$counts['bytes'] += $file->getSize();
			if ( $counts['files'] <= self::MOST_READ && $file->getSize() > 0 && 1 !== strlen( (string) @file_get_contents( $path, length: 1 ) ) ) {
				throw new \RuntimeException( $path );
			}
		}
		return $counts;
	}
}
