<?php
/**
 * wp-image untouched: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/database.php';

const HELP = <<<'TEXT'
	Usage: wp-image untouched

	Says whether the site is as its installation left it, so that an import takes nothing from anybody: no posts, pages, uploads, comments or
	users that are younger.

	Exit codes: 0 untouched, or nothing is installed · 3 it has content · 64 wrong arguments · 75 the database did not answer
	TEXT;

const EXIT_TOUCHED = 3;

/** Seconds that an installation takes at most, from its first user to its last post. */
const INSTALLATION_SECONDS = 300;

/** Posts that WordPress makes by itself while somebody looks around. */
const PASSING_STATUSES = "'auto-draft', 'inherit', 'trash'";
const PASSING_TYPES    = "'revision', 'wp_global_styles', 'wp_navigation', 'customize_changeset', 'oembed_cache'";

options( HELP );
$database = await_database( 60 );
$prefix   = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
if ( null === installed_schema( $database ) ) {
	say( 'nothing is installed yet' );
	exit( EXIT_DONE );
}
// Dates of users are in UTC, as those with _gmt.
$since = $database->query( "SELECT MIN(user_registered) + INTERVAL " . INSTALLATION_SECONDS . " SECOND FROM `{$prefix}users` WHERE user_registered > '1970-01-02'" )->fetch_row()[0] ?? '1970-01-02';
$found = array();
foreach (
	array(
		'posts and pages' => "`{$prefix}posts` WHERE post_type NOT IN ('attachment', " . PASSING_TYPES . ') AND post_status NOT IN (' . PASSING_STATUSES . ') AND post_modified_gmt > ?',
		'uploads'         => "`{$prefix}posts` WHERE post_type = 'attachment' AND post_date_gmt > ?",
		'comments'        => "`{$prefix}comments` WHERE comment_date_gmt > ?",
		'users'           => "`{$prefix}users` WHERE user_registered > ?",
	) as $what => $rows
) {
	$count = (int) $database->execute_query( "SELECT COUNT(*) FROM $rows", array( $since ) )->fetch_row()[0];
	if ( $count > 0 ) {
		$found[] = "$count $what";
	}
}
if ( array() === $found ) {
	say( 'the site is as its installation left it' );
	exit( EXIT_DONE );
}
say( 'the site has ' . implode( ', ', $found ) . " younger than its installation ($since UTC)" );
exit( EXIT_TOUCHED );
