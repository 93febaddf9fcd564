<?php
/**
 * wp-image export-files: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once dirname( __DIR__ ) . '/import/content-path.php';

const HELP = <<<'TEXT'
	Usage: wp-image export-files >files.tar

	Writes the site's content folder as a tar archive: uploads, and with WP_CONTENT_MODE=mutable themes, plugins and the rest. Caches are left out.

	Exit codes: 0 done · 64 wrong arguments · 69 something could not be read, or nobody reads what is written
	TEXT;

options( HELP );
$root    = 'immutable' === setting( 'WP_CONTENT_MODE', 'mutable' ) ? VOLUME_ROOT : web_root();
$content = ContentPath::FOLDER;
$what    = 'immutable' === setting( 'WP_CONTENT_MODE', 'mutable' ) ? "$content/uploads" : $content;
$left    = array( "$content/cache", "$content/upgrade", "$content/upgrade-temp-backup", "$content/uploads/cache", "$content/.wp-image-*", "$content/uploads/.wp-image-*" );
$exclude = implode( ' ', array_map( static fn ( string $path ): string => '--exclude=' . escapeshellarg( $path ), $left ) );
// Code 1: a file changed while it was read, as on any site that is in use (tar's manual, "Return codes").
passthru( 'tar -c -f - -C ' . escapeshellarg( $root ) . " --anchored $exclude --no-anchored " . escapeshellarg( $what ), $code );
exit( $code > 1 ? EXIT_UNAVAILABLE : EXIT_DONE );
