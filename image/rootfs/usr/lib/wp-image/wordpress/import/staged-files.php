<?php
/**
 * The content folder of a site in archives, laid down beside the one that is served: plain files and folders alone, under their
 * own names, which belong to whoever runs this. What is left out is counted and named.
 */

namespace WpImage;

require_once __DIR__ . '/archive-entry.php';
require_once __DIR__ . '/content-path.php';
require_once __DIR__ . '/former-configuration.php';
require_once __DIR__ . '/import-stop.php';
require_once __DIR__ . '/sent-archives.php';

final class StagedFiles {
	/** Bytes that an archive may always unpack to, and how often its own size beyond that. */
	const UNPACKED_ALWAYS = 1 << 30;
	const UNPACKED_RATIO  = 100;

	/** Bytes of a name, and of a path below the content folder (man 3 pathconf; the rest is for where it lies). */
	const LONGEST_NAME = 255;
	const LONGEST_PATH = 3800;

	const LONGEST_CONFIGURATION = 1 << 20;

	/** Content folders of one archive that are laid down; of more it only says so. */
	const FOLDERS = 8;

	/** Paths outside of content folders that are remembered, to name what lies beside WordPress. */
	const REMEMBERED = 20000;

	/** Files and bytes by the first part of their path. @var array<string, array{files: int, bytes: int}> */
	public array $taken = array();

	/** Reason => name => how often. @var array<string, array<string, int>> */
	public array $left_out = array();

	/** What the archives' wp-config.php say; of the last one that was at the site's place. */
	public ?FormerConfiguration $configuration = null;

	/** Dumps of databases in the archives. @var string[] */
	public array $dumps = array();

	/** Themes and plugins that are not laid down, since code comes with the image. @var array<string, true> */
	public array $code = array();

	/** Folders of the current archive. @var array<string, array{place: string, taken: array<string, array{files: int, bytes: int}>}> */
	private array $folders = array();

	/** Outside of content folders. @var array<string, true> */
	private array $outside = array();

	/** By their folder. @var array<string, FormerConfiguration> */
	private array $configurations = array();

	/** Folders that exist. @var array<string, true> */
	private array $made = array();

	private int $unpacked = 0;

	/**
	 * @param string $place     where the files are laid down
	 * @param string $root      where the site is in the archives; empty where it shall be found
	 * @param bool   $with_code whether code is laid down
	 */
	public function __construct( private readonly string $place, private readonly string $root, private readonly bool $with_code, private readonly bool $with_drop_ins ) {}

	/**
	 * @param iterable<ArchiveEntry> $entries
	 * @throws \RuntimeException where the archive holds no site or several, cannot be read, or the volume is full
	 */
	public function take( SentArchive $archive, iterable $entries ): void {
		$this->folders  = array();
		$this->outside  = array();
		$this->unpacked = 0;
		foreach ( $entries as $entry ) {
			ImportStop::check();
			$path = ContentPath::plain( $entry->path );
			if ( '' !== $path ) {
				$this->entry( $archive, $entry, $path );
			}
		}
		$folder = $this->chosen_folder( $archive );
		foreach ( $this->folders[ $folder ]['taken'] ?? array() as $top => $sum ) {
			$this->taken[ $top ]['files'] = ( $this->taken[ $top ]['files'] ?? 0 ) + $sum['files'];
			$this->taken[ $top ]['bytes'] = ( $this->taken[ $top ]['bytes'] ?? 0 ) + $sum['bytes'];
		}
		if ( isset( $this->folders[ $folder ] ) && is_dir( $this->folders[ $folder ]['place'] ) ) {
			self::move_into( $this->folders[ $folder ]['place'], "{$this->place}/content", true );
		}
		foreach ( $this->folders as $other ) {
			exec( 'rm -rf ' . escapeshellarg( $other['place'] ) );
		}
		$this->name_what_lies_beside( $folder );
	}

	private function entry( SentArchive $archive, ArchiveEntry $entry, string $path ): void {
		$where = ContentPath::of( $path, $this->root );
		if ( null === $where ) {
			$this->pass_by( $archive, $entry, $path );
			return;
		}
		$known = isset( $this->folders[ $where->folder ] );
		if ( ! $known && count( $this->folders ) >= self::FOLDERS ) {
			return;
		}
		$this->folders[ $where->folder ] ??= array( 'place' => "{$this->place}/folder-" . count( $this->folders ), 'taken' => array() );
		$reason = $this->reason( $entry, $where );
		if ( null !== $reason ) {
			if ( EntryKind::Directory !== $entry->kind ) {
				$this->leave_out( $reason[0], $reason[1] );
			}
			return;
		}
		if ( ! $this->with_code && 'uploads' !== $where->top() ) {
			if ( EntryKind::Directory !== $entry->kind || str_contains( $where->path, '/' ) ) {
				$this->code[ implode( '/', array_slice( explode( '/', $where->path ), 0, 2 ) ) ] = true;
			}
			return;
		}
		$target = $this->folders[ $where->folder ]['place'] . '/' . $where->path;
		if ( EntryKind::Directory === $entry->kind ) {
			$this->directory( $target );
			return;
		}
		$this->directory( dirname( $target ) );
		$bytes = EntryKind::Same === $entry->kind ? $this->again( $entry, $where, $target ) : $this->write( $archive, $entry, $target );
		if ( null === $bytes ) {
			return;
		}
		touch( $target, $entry->time );
		$sum = &$this->folders[ $where->folder ]['taken'][ $where->top() ];
		$sum = array( 'files' => ( $sum['files'] ?? 0 ) + 1, 'bytes' => ( $sum['bytes'] ?? 0 ) + $bytes );
	}

	/** @return array{string, string}|null */
	private function reason( ArchiveEntry $entry, ContentPath $where ): ?array {
		$longest = max( array_map( 'strlen', explode( '/', $where->path ) ) );
		return match ( true ) {
			EntryKind::Link === $entry->kind   => array( 'links', $where->path ),
			EntryKind::Device === $entry->kind => array( 'devices, pipes and files with holes', $where->path ),
			$longest > self::LONGEST_NAME || strlen( $where->path ) > self::LONGEST_PATH => array( 'names that are too long for a volume', substr( $where->path, 0, 80 ) . '…' ),
			1 === preg_match( '/[\x00-\x1f\x7f]/', $where->path ) => array( 'names with control characters', $where->path ),
			EntryKind::Directory === $entry->kind => $where->left_out_folder(),
			default                            => $where->left_out( $this->with_drop_ins ),
		};
	}

	/** What is not of the content folder. */
	private function pass_by( SentArchive $archive, ArchiveEntry $entry, string $path ): void {
		if ( count( $this->outside ) < self::REMEMBERED ) {
			$this->outside[ implode( '/', array_slice( explode( '/', $path ), 0, 5 ) ) ] = true;
		}
		if ( EntryKind::File !== $entry->kind ) {
			return;
		}
		if ( 'wp-config.php' === basename( $path ) ) {
			$php = '';
			while ( strlen( $php ) < self::LONGEST_CONFIGURATION && '' !== ( $bytes = ( $entry->content )( self::LONGEST_CONFIGURATION ) ) ) {
				$php .= $bytes;
			}
			$this->configurations[ ltrim( dirname( "/$path" ), '/' ) ] = FormerConfiguration::read( $php );
		} elseif ( preg_match( '/\.sql(?:\.(?:gz|zst|bz2|zip))?$/i', $path ) ) {
			$this->dumps[] = "$path in {$archive->name}";
		}
	}

	private function leave_out( string $reason, string $name ): void {
		$this->left_out[ $reason ][ $name ] = ( $this->left_out[ $reason ][ $name ] ?? 0 ) + 1;
	}

	/** @throws \RuntimeException */
	private function directory( string $path ): void {
		if ( isset( $this->made[ $path ] ) ) {
			return;
		}
		if ( ! is_dir( $path ) && ! @mkdir( $path, 0755, true ) ) {
			throw self::failure( $path );
		}
		$this->made[ $path ] = true;
	}

	/** @throws \RuntimeException */
	private function write( SentArchive $archive, ArchiveEntry $entry, string $target ): int {
		$bytes = ( $entry->content )( 1 << 20 );
		$size  = strlen( $bytes );
		$file  = is_dir( $target ) ? false : @fopen( $target, 'wb' );
		if ( false === $file ) {
			throw self::failure( $target );
		}
		while ( '' !== $bytes ) {
			$this->unpacked += strlen( $bytes );
			if ( $this->unpacked > max( self::UNPACKED_ALWAYS, self::UNPACKED_RATIO * $archive->packed ) ) {
				throw new \RuntimeException( "{$archive->name} unpacks to more than " . self::UNPACKED_RATIO . ' times its size: it is no archive of a site' );
			}
			if ( strlen( $bytes ) !== @fwrite( $file, $bytes ) ) {
				throw self::failure( $target );
			}
			$bytes = ( $entry->content )( 1 << 20 );
			$size += strlen( $bytes );
		}
		if ( ! fclose( $file ) ) {
			throw self::failure( $target );
		}
		return $size;
	}

	/** A further name of a file that is there already; the two part ways here. @throws \RuntimeException */
	private function again( ArchiveEntry $entry, ContentPath $where, string $target ): ?int {
		$first = ContentPath::of( ContentPath::plain( $entry->target ), $this->root );
		$file  = null === $first || $first->folder !== $where->folder ? null : $this->folders[ $where->folder ]['place'] . '/' . $first->path;
		if ( null === $file || ! is_file( $file ) ) {
			$this->leave_out( 'links', $where->path );
			return null;
		}
		if ( $file !== $target && ! @copy( $file, $target ) ) {
			throw self::failure( $target );
		}
		return (int) filesize( $target );
	}

	private static function failure( string $path ): \RuntimeException {
		$reason = error_get_last()['message'] ?? '';
		if ( str_contains( $reason, 'No space left' ) || str_contains( $reason, 'Disk quota' ) ) {
			return new \RuntimeException( 'the volume is full' );
		}
		$name = ContentPath::shown( preg_replace( '~^.*/folder-\d+/~', '', $path ) );
		$is_both = is_dir( $path ) || preg_match( '/File exists|Not a directory/', $reason );
		return new \RuntimeException( $is_both ? "$name is both a file and a folder in the archive" : "$name cannot be written: " . preg_replace( '/^.*: /', '', $reason ) );
	}

	/** @throws \RuntimeException */
	private function chosen_folder( SentArchive $archive ): string {
		$folders = array_keys( $this->folders );
		$named   = array_values( array_filter( $folders, static fn ( string $folder ): bool => '' !== $folder ) );
		// A web root may have a folder `uploads` of something else.
		$sites = array() === $named ? $folders : $named;
		if ( array() === $sites ) {
			$hint = array() === $this->configurations ? '' : '; there is a wp-config.php in ' . implode( ', ', array_map( static fn ( string $folder ): string => '' === $folder ? 'its top' : $folder, array_keys( $this->configurations ) ) );
			throw new \RuntimeException( "{$archive->name} has no wp-content, and neither plugins, themes nor uploads at its top$hint; --root=FOLDER names the folder that holds them" );
		}
		if ( 1 !== count( $sites ) ) {
			throw new \RuntimeException( "{$archive->name} has several sites: " . implode( ', ', array_map( ContentPath::shown( ... ), $sites ) ) . '; choose by --root=FOLDER' );
		}
		return $sites[0];
	}

	private function name_what_lies_beside( string $folder ): void {
		$base = '' === $folder ? null : ltrim( dirname( "/$folder" ), '/' );
		if ( null === $base ) {
			return;
		}
		// wp-config.php may lie one folder above WordPress.
		$above = ltrim( dirname( "/$base" ), '/' );

		$this->configuration = $this->configurations[ $base ] ?? $this->configurations[ $above ] ?? $this->configuration;
		$core = array_flip( array( ...scandir( IMAGE_ROOT ), 'wp-config.php', 'wp-config-sample.php', 'license.txt', 'readme.html' ) );
		foreach ( array_keys( $this->outside ) as $path ) {
			$path = (string) $path;
			if ( '' === $base || str_starts_with( $path, "$base/" ) ) {
				$name = explode( '/', '' === $base ? $path : substr( $path, strlen( $base ) + 1 ) )[0];
				if ( ! isset( $core[ $name ] ) && ! preg_match( ContentPath::NOISE, $name ) ) {
					$this->left_out['files beside WordPress'][ $name ] = 1;
				}
			}
		}
	}

	/** Moves what a folder has into another, in as few steps as the other's content allows. */
	public static function move_into( string $from, string $to, bool $overwrites ): int {
		$moved = 0;
		foreach ( array_diff( scandir( $from ), array( '.', '..' ) ) as $name ) {
			[ $source, $target ] = array( "$from/$name", "$to/$name" );
			if ( is_dir( $source ) && ! is_link( $source ) && is_dir( $target ) ) {
				$moved += self::move_into( $source, $target, $overwrites );
			} elseif ( ( $overwrites && ! is_dir( $target ) ) || ! ( file_exists( $target ) || is_link( $target ) ) ) {
				is_dir( $to ) || mkdir( $to, 0755, true );
				rename( $source, $target ) && ++$moved;
			}
		}
		return $moved;
	}
}
