<?php
/**
 * wp-image upgrade-core: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';

const HELP = <<<'TEXT'
	Usage: wp-image upgrade-core [--wait=SECONDS]

	Brings the WordPress on the volume to the version of the image, then the database to that code. Keeps wp-content and
	wp-config.php. Never downgrades; interrupted, it is completed by the next run. Visitors see WordPress's maintenance page
	meanwhile. Containers that run with WP_FILE_MODS=off read the new code after a restart or `wp-image purge`.

	  --wait=SECONDS   wait so long for another container that works on the volume, and for the database (600)

	Exit codes: 0 done, or nothing to do · 64 wrong arguments, or the code is not on the volume (WP_CONTENT_MODE=immutable) ·
	73 the volume cannot be written · 75 waited too long
	TEXT;

/** Written while files change, so that an interrupted upgrade is seen. */
const UPGRADE_MARK = VOLUME_ROOT . '.wp-upgrade';

/** The lock of everybody who writes WordPress's files on the volume. */
const VOLUME_LOCK = VOLUME_ROOT . '.wp-image-seed.lock';

$options = options( HELP, array( 'wait' => '600' ) );
if ( VOLUME_ROOT !== web_root() ) {
	fail( EXIT_USAGE, 'the code is in the image (WP_CONTENT_MODE=immutable): deploy another image instead' );
}
$image  = versions_of( IMAGE_ROOT ) ?? fail( EXIT_PROBLEM, 'no WordPress in ' . IMAGE_ROOT );
$lock   = lock_volume( (int) $options['wait'] );
$volume = versions_of( VOLUME_ROOT ) ?? fail( EXIT_PROBLEM, 'no WordPress on the volume: start a container, it puts one there' );

$order = version_compare( $volume['wp_version'], $image['wp_version'] );
if ( $order > 0 ) {
	say( "the volume has WordPress {$volume['wp_version']}, newer than the image's {$image['wp_version']}: left as it is" );
	exit( EXIT_DONE );
}
if ( 0 === $order && ! file_exists( UPGRADE_MARK ) ) {
	say( "the volume has WordPress {$volume['wp_version']}, as the image" );
} else {
	replace_core();
	say( "upgraded the volume from WordPress {$volume['wp_version']} to {$image['wp_version']}" );
}
flock( $lock, LOCK_UN );

// A process of its own, since this one has read files of the old version.
passthru( __DIR__ . '/../commands/install --if-configured --wait=' . (int) $options['wait'], $code );
exit( $code );

/** @return resource */
function lock_volume( int $seconds ) {
	$lock = @fopen( VOLUME_LOCK, 'c' ) ?: fail( EXIT_NO_WRITE, 'cannot write to ' . VOLUME_ROOT . ' as uid ' . posix_geteuid() );
	for ( $deadline = time() + $seconds; ! flock( $lock, LOCK_EX | LOCK_NB ); sleep( 1 ) ) {
		if ( time() >= $deadline ) {
			fail( EXIT_TRY_AGAIN, 'another container has been writing WordPress to the volume for too long' );
		}
	}
	return $lock;
}

/** Copies all of the image's WordPress but wp-content over the volume's; version.php, by which we compare, comes last. */
function replace_core(): void {
	$version = 'wp-includes/version.php';
	write_file( UPGRADE_MARK, '' );
	write_file( VOLUME_ROOT . '.maintenance', '<?php $upgrading = time();' );
	try {
		foreach ( core_files() as $file ) {
			if ( $file !== $version ) {
				copy_file( $file );
			}
		}
		copy_file( $version );
		remove_former_files();
	} finally {
		@unlink( VOLUME_ROOT . '.maintenance' );
	}
	unlink( UPGRADE_MARK );
}

/** @return iterable<string> paths below the root of WordPress */
function core_files(): iterable {
	$below_root = new \RecursiveCallbackFilterIterator(
		new \RecursiveDirectoryIterator( IMAGE_ROOT, \FilesystemIterator::SKIP_DOTS ),
		static fn ( \SplFileInfo $entry ): bool => IMAGE_ROOT . 'wp-content' !== $entry->getPathname() && 'wp-config.php' !== $entry->getFilename()
	);
	foreach ( new \RecursiveIteratorIterator( $below_root ) as $entry ) {
		yield substr( $entry->getPathname(), strlen( IMAGE_ROOT ) );
	}
}

/** Replaces a file in one step, so that a request reads the old one or the new one. */
function copy_file( string $file ): void {
	$directory = dirname( VOLUME_ROOT . $file );
	if ( ! is_dir( $directory ) && ! @mkdir( $directory, 0755, true ) && ! is_dir( $directory ) ) {
		fail( EXIT_NO_WRITE, "cannot make $directory" );
	}
	$temporary = VOLUME_ROOT . $file . '.wp-new';
	if ( ! @copy( IMAGE_ROOT . $file, $temporary ) || ! @rename( $temporary, VOLUME_ROOT . $file ) ) {
		fail( EXIT_NO_WRITE, 'cannot write ' . VOLUME_ROOT . $file );
	}
}

function write_file( string $file, string $content ): void {
	if ( false === @file_put_contents( $file, $content ) ) {
		fail( EXIT_NO_WRITE, "cannot write $file" );
	}
}

/** Removes what former versions had and this one has no more, by the list that WordPress keeps for its own updates. */
function remove_former_files(): void {
	// Functions and lists, nothing that runs.
	include IMAGE_ROOT . 'wp-admin/includes/update-core.php';
	foreach ( $GLOBALS['_old_files'] ?? $_old_files ?? array() as $file ) {
		if ( ! file_exists( IMAGE_ROOT . $file ) && is_file( VOLUME_ROOT . $file ) && ! str_starts_with( $file, 'wp-content/' ) ) {
			@unlink( VOLUME_ROOT . $file );
		}
	}
}
