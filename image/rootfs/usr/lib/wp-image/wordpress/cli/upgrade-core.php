<?php
/**
 * wp-image upgrade-core: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';
require_once dirname( __DIR__ ) . '/core-switch.php';
require_once dirname( __DIR__ ) . '/purge-marks.php';

const HELP = <<<'TEXT'
	Usage: wp-image upgrade-core [--wait=SECONDS] [--complete]

	Brings the WordPress on the volume to the version of the image, then the database to that code. Keeps wp-content and
	wp-config.php, and files in wp-admin and wp-includes that were never WordPress's. Never downgrades.

	The new files are copied beside the old ones. Then all containers of the site let new requests wait for a few seconds, the
	files change places, and PHP and the page caches forget the old ones. However it ends, one whole version is served: what
	was interrupted after the first file moved is completed by any container of the site, what fails is taken back.

	  --wait=SECONDS   wait so long for another container that works on the volume, and for the database (600)
	  --complete       only complete what was interrupted

	Exit codes: 0 done, or nothing to do · 64 wrong arguments, or the code is not on the volume (WP_CONTENT_MODE=immutable) ·
	73 the volume cannot be written · 74 the copy failed · 75 waited too long
	TEXT;

const EXIT_COPY = 74;

/** Seconds from the announcement to the pause: each container looks for it once a second. */
const ANNOUNCEMENT = 4;

/** Seconds from the beginning of the pause, in which requests end that began before it. */
const LAST_REQUESTS = 4;

/** Seconds after which the pause ends, whatever has become of the upgrade. */
const LONGEST_PAUSE = 25;

$options = options( HELP, array( 'wait' => '600', 'complete' => false ) );
if ( VOLUME_ROOT !== web_root() ) {
	if ( str_starts_with( web_root(), VOLUME_ROOT ) ) {
		fail( EXIT_USAGE, 'WordPress is in ' . web_root() . ': upgrade it as it was installed there' );
	}
	fail( EXIT_USAGE, 'the code is in the image (WP_CONTENT_MODE=immutable): deploy another image instead' );
}
$wait = (int) $options['wait'];
if ( ! is_writable( VOLUME_ROOT ) ) {
	fail( EXIT_NO_WRITE, 'cannot write to ' . VOLUME_ROOT . ' as uid ' . posix_geteuid() );
}
$lock = lock_volume( microtime( true ) + $wait ) ?? fail( EXIT_TRY_AGAIN, 'another container has been writing WordPress to the volume for too long' );
remove_trees( glob( VOLUME_ROOT . '.wp-image-former-*' ) );
try {
	complete_interrupted();
	if ( ! $options['complete'] ) {
		upgrade_files( $wait );
	}
} catch ( \RuntimeException $failure ) {
	discard_stage( $lock );
	fail( EXIT_NO_WRITE, $failure->getMessage() . '; the volume has the WordPress that it had' );
}
discard_stage( $lock );
if ( $options['complete'] ) {
	exit( EXIT_DONE );
}

// A process of its own, since this one has read files of the old version.
passthru( __DIR__ . '/../commands/install --if-configured --wait=' . $wait, $code );
exit( $code );

/** @throws \RuntimeException */
function complete_interrupted(): void {
	$switch = CoreSwitch::interrupted();
	if ( null !== $switch ) {
		$switch->complete();
		say( 'completed an upgrade of WordPress that was interrupted' );
	}
}

/** @throws \RuntimeException when it could not be done, and nothing has changed */
function upgrade_files( int $wait ): void {
	$image  = versions_of( IMAGE_ROOT ) ?? fail( EXIT_PROBLEM, 'no WordPress in ' . IMAGE_ROOT );
	$volume = versions_of( VOLUME_ROOT ) ?? fail( EXIT_PROBLEM, 'no WordPress on the volume: start a container, it puts one there' );
	$order  = version_compare( $volume['wp_version'], $image['wp_version'] );
	if ( $order >= 0 ) {
		$text = 0 === $order ? ', as the image' : ", newer than the image's {$image['wp_version']}: left as it is";
		say( "the volume has WordPress {$volume['wp_version']}$text" );
		return;
	}
	$database = await_database( $wait );
	stage();
	check_places();
	pause_all( $database );
	CoreSwitch::begin()->complete();
	remove_former_files();
	say( "upgraded the volume from WordPress {$volume['wp_version']} to {$image['wp_version']}" );
}

/** Copies all of the image's WordPress but wp-content beside the volume's. */
function stage(): void {
	remove_trees( array( UPGRADE_DIRECTORY ) );
	make_directory( UPGRADE_DIRECTORY . 'new' );
	$trees = escapeshellarg( IMAGE_ROOT ) . ' ' . escapeshellarg( UPGRADE_DIRECTORY . 'new' );
	exec( dirname( __DIR__, 2 ) . "/copy-tree $trees ./wp-content ./wp-config.php 2>&1", $output, $code );
	if ( 0 !== $code ) {
		remove_trees( array( UPGRADE_DIRECTORY ) );
		fail( EXIT_COPY, 'cannot copy WordPress to the volume: ' . ( $output[0] ?? "code $code" ) );
	}
	foreach ( files_of_others() as $file ) {
		make_directory( dirname( UPGRADE_DIRECTORY . "new/$file" ) );
		if ( ! @copy( VOLUME_ROOT . $file, UPGRADE_DIRECTORY . "new/$file" ) ) {
			fail( EXIT_COPY, 'cannot copy ' . VOLUME_ROOT . $file );
		}
	}
}

/** Files below wp-admin and wp-includes that neither this WordPress has nor a former one had. @return iterable<string> */
function files_of_others(): iterable {
	$former = former_files();
	foreach ( array( 'wp-admin', 'wp-includes' ) as $directory ) {
		$below = new \RecursiveDirectoryIterator( VOLUME_ROOT . $directory, \FilesystemIterator::SKIP_DOTS );
		foreach ( new \RecursiveIteratorIterator( $below ) as $entry ) {
			$file = substr( $entry->getPathname(), strlen( VOLUME_ROOT ) );
			if ( $entry->isFile() && ! file_exists( IMAGE_ROOT . $file ) && ! is_former( $file, $former ) ) {
				yield $file;
			}
		}
	}
}

/** @param array<string, int> $former */
function is_former( string $path, array $former ): bool {
	for ( ; '.' !== $path; $path = dirname( $path ) ) {
		if ( isset( $former[ $path ] ) ) {
			return true;
		}
	}
	return false;
}

/** What former versions had and this one has no more, by the list that WordPress keeps for its own updates. @return array<string, int> */
function former_files(): array {
	// Functions and lists, nothing that runs.
	include_once IMAGE_ROOT . 'wp-admin/includes/update-core.php';
	return array_flip( $GLOBALS['_old_files'] ?? $_old_files ?? array() );
}

/** Ends the command where the switch would fail, before anything has changed. */
function check_places(): void {
	$device = stat( UPGRADE_DIRECTORY )['dev'];
	foreach ( scandir( UPGRADE_DIRECTORY . 'new' ) as $name ) {
		$place = VOLUME_ROOT . $name;
		if ( '.' === $name[0] || ! file_exists( $place ) ) {
			continue;
		}
		if ( is_link( $place ) || is_dir( $place ) !== is_dir( UPGRADE_DIRECTORY . "new/$name" ) ) {
			throw new \RuntimeException( "$place is not what WordPress has there" );
		}
		if ( ! is_readable( $place ) || ( is_dir( $place ) && ! is_writable( $place ) ) || stat( $place )['dev'] !== $device ) {
			throw new \RuntimeException( "cannot move $place as uid " . posix_geteuid() );
		}
	}
}

/** Lets all containers of the site pause, and waits until the requests have ended that began before. */
function pause_all( \mysqli $database ): void {
	$from = microtime( true ) + ANNOUNCEMENT;
	try {
		$prefix = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
		$mark   = $database->prepare( str_replace( '%s', '?', purge_mark_query( $prefix, UPGRADE_MARK ) ) );
		$mark->execute( array( UPGRADE_MARK, sprintf( '%.3F %.3F', $from, $from + LONGEST_PAUSE ) ) );
	} catch ( \mysqli_sql_exception $error ) {
		// 1146: no such table: nobody visits a site that is not installed.
		if ( 1146 === $error->getCode() ) {
			return;
		}
		throw new \RuntimeException( "the database does not answer: error {$error->getCode()}" );
	}
	usleep( (int) ( ( $from + LAST_REQUESTS - microtime( true ) ) * 1e6 ) );
}

/** Removes the files in the root that this version has no more. */
function remove_former_files(): void {
	foreach ( array_keys( former_files() ) as $file ) {
		if ( ! str_contains( $file, '/' ) && ! file_exists( IMAGE_ROOT . $file ) && is_file( VOLUME_ROOT . $file ) ) {
			@unlink( VOLUME_ROOT . $file );
		}
	}
}

/**
 * Frees the volume at once, then removes what was staged or replaced, which takes its time on a network volume.
 *
 * @param resource $lock
 */
function discard_stage( $lock ): void {
	$former = VOLUME_ROOT . '.wp-image-former-' . bin2hex( random_bytes( 4 ) );
	@rename( UPGRADE_DIRECTORY, $former );
	flock( $lock, LOCK_UN );
	remove_trees( array( $former ) );
}

/** Removes directories; one that cannot be removed is named and left. @param string[] $directories */
function remove_trees( array $directories ): void {
	foreach ( array_filter( $directories, 'is_dir' ) as $directory ) {
		exec( 'rm -rf ' . escapeshellarg( $directory ) . ' 2>&1', $output, $code );
		if ( 0 !== $code ) {
			say( "cannot remove all of $directory: {$output[0]}" );
		}
	}
}
