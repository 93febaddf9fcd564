<?php
/**
 * wp-image follow-purges: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/network-tables.php';
require_once dirname( __DIR__ ) . '/page-cache-files.php';
require_once dirname( __DIR__ ) . '/purge-marks.php';
require_once dirname( __DIR__ ) . '/cdn.php';
require_once dirname( __DIR__ ) . '/core-switch.php';
require_once __DIR__ . '/fastcgi.php';
require_once __DIR__ . '/follow-upgrade.php';

const HELP = <<<'TEXT'
	Usage: wp-image follow-purges

	Empties this container's page cache when any container of the site has changed what visitors see, in a network of the sites
	that were changed: looks once a second at a mark in the database. Then, when every container has had the time to, tells CloudFront (WP_CDN_PARAMETER). When an upgrade
	of WordPress on the volume is announced there, lets requests wait for it. Runs until it is ended; the container's service
	"purges" does.

	Exit codes: 64 wrong arguments
	TEXT;

/** Seconds after a change until every container has emptied its page cache: what CloudFront fetches then is new. */
const CDN_DELAY = 3;

/** Seconds between two purges: changes in between are purged together. Fifteen may run at a time ("Quotas on invalidations"). */
const CDN_PURGE_INTERVAL = 30;

/** Sites of a network that are purged by their paths; of more, all pages are. */
const CDN_PATHS = 10;

/** Seconds after which a change is given up that CloudFront could not be told of: its pages have expired by then. */
const CDN_PATIENCE = 900;

/** Seconds by which the clocks of two containers may differ. */
const CLOCK_DIFFERENCE = 5;

/** What one container knows of the marks. */
final class PurgeFollower {
	private ?\mysqli $database = null;
	private ?string $seen    = null;
	private bool $is_cut_off = false;
	private string $upgrade  = '';

	/** @var int[]|null sites whose pages are removed once more at the next look; null for all pages */
	private ?array $sweeps_again = array();

	/** One look. A page that was being stored during the last removal is removed by a second one. */
	public function look(): void {
		try {
			$this->database ??= connect_database();
			$marks            = $this->marks();
			$changed          = $this->changed( $marks[ PURGE_MARK ] ?? '' );
			$removed          = null === $changed || null === $this->sweeps_again ? null : array_unique( array( ...$changed, ...$this->sweeps_again ) );
			if ( array() !== $removed ) {
				purge_page_cache( $removed );
			}
			$this->sweeps_again = $changed;
			$this->seen         = $marks[ PURGE_MARK ] ?? '';
			if ( ( $marks[ UPGRADE_MARK ] ?? '' ) !== $this->upgrade ) {
				$this->upgrade = $marks[ UPGRADE_MARK ] ?? '';
				follow_upgrade( $this->upgrade );
			}
			if ( isset( $marks[ CDN_PURGE_MARK ] ) ) {
				$this->tell_cdn( $marks[ CDN_PURGE_MARK ], $marks[ CDN_PURGED_MARK ] ?? '0' );
			}
			if ( $this->is_cut_off ) {
				log_line( 'purges: the database answers again' );
			}
			$this->is_cut_off = false;
		} catch ( \mysqli_sql_exception $error ) {
			$this->database = null;
			// 1146: no such table, before the installation.
			if ( 1146 !== $error->getCode() && ! $this->is_cut_off ) {
				$this->is_cut_off = true;
				log_line( "purges: the database does not answer (error {$error->getCode()}); other containers' changes show when pages expire" );
			}
		}
	}

	/**
	 * The sites that have changed since the last look. At the first one the cache may hold pages from before it: a change that
	 * came after the cache was empty is new.
	 *
	 * @return int[]|null none for no change, null for a change of all pages
	 */
	private function changed( string $mark ): ?array {
		$is_new = null === $this->seen ? (float) $mark > last_purge() - CLOCK_DIFFERENCE : $mark !== $this->seen;
		if ( ! $is_new ) {
			return array();
		}
		$seen  = Change::all_in( $this->seen ?? '' )[0]->entry ?? null;
		$sites = array();
		foreach ( Change::all_in( $mark ) as $change ) {
			if ( $change->entry === $seen ) {
				return array_values( array_unique( $sites ) );
			}
			if ( null === $change->site ) {
				return null;
			}
			$sites[] = $change->site;
		}
		// Changes before these have left the list unseen.
		return null;
	}

	/** @return array<string, string> */
	private function marks(): array {
		$names = "'" . implode( "','", array( PURGE_MARK, CDN_PURGE_MARK, CDN_PURGED_MARK, UPGRADE_MARK ) ) . "'";
		$rows  = $this->database->query( "SELECT option_name, option_value FROM `{$this->table()}` WHERE option_name IN ($names)" );
		return array_column( $rows->fetch_all(), 1, 0 );
	}

	/** One container claims the purge by writing when it was; a purge that failed, or whose container ended, is due again. */
	private function tell_cdn( string $list, string $told ): void {
		$now     = microtime( true );
		$all     = Change::all_in( $list );
		$changes = array_values( array_filter( $all, static fn ( Change $change ): bool => $change->time + CDN_DELAY <= $now ) );
		// Changes that follow each other are purged together, but the first does not wait for ever.
		if ( array() === $changes || ( $changes !== $all && $now < end( $all )->time + CDN_PURGE_INTERVAL ) ) {
			return;
		}
		if ( $now < (float) $told + CDN_PURGE_INTERVAL || ! $this->claim( $told, sprintf( '%.6F', $now ) ) ) {
			return;
		}
		try {
			purge_cdn( strlen( $list ) < LONGEST_LIST ? $this->cdn_paths( array_column( $changes, 'site' ) ) : array( '/*' ) );
			$this->forget_changes( $changes[0] );
		} catch ( AwsFailure $failure ) {
			log_line( 'the CDN was not purged, its pages expire by themselves: ' . $failure->getMessage() );
			if ( $now > $changes[0]->time + CDN_PATIENCE ) {
				$this->forget_changes( $changes[0] );
			}
		}
	}

	/** Paths of the sites' pages: of those below the network's host their own, else all. @param array<?int> $sites @return string[] */
	private function cdn_paths( array $sites ): array {
		$all   = sites_of( $this->database );
		$paths = array();
		foreach ( array_unique( $sites, SORT_REGULAR ) as $site ) {
			$path = $all[ $site ?? 0 ]['path'] ?? '/';
			if ( 'subdirectory' !== setting( 'WP_MULTISITE' ) || '/' === $path || count( $paths ) === CDN_PATHS || $all[ $site ]['host'] !== network_host() ) {
				return array( '/*' );
			}
			$paths[] = implode( '/', array_map( 'rawurlencode', explode( '/', $path ) ) ) . '*';
		}
		return $paths;
	}

	/** Takes this change and those before it off the list; others may have put newer ones there meanwhile. */
	private function forget_changes( Change $last ): void {
		$this->change( 'UPDATE `%s` SET option_value = TRIM(SUBSTRING_INDEX(option_value, ?, 1)) WHERE option_name = ?', $last->entry, CDN_PURGE_MARK );
		$this->change( "DELETE FROM `%s` WHERE option_name = ? AND option_value = ''", CDN_PURGE_MARK );
	}

	private function claim( string $before, string $now ): bool {
		return '0' === $before
			? 1 === $this->change( "INSERT IGNORE INTO `%s` (option_name, option_value, autoload) VALUES (?, ?, 'off')", CDN_PURGED_MARK, $now )
			: 1 === $this->change( 'UPDATE `%s` SET option_value = ? WHERE option_name = ? AND option_value = ?', $now, CDN_PURGED_MARK, $before );
	}

	/** @return int how many rows it changed */
	private function change( string $sql, string ...$values ): int {
		$statement = $this->database->prepare( sprintf( $sql, $this->table() ) );
		$statement->execute( $values );
		return $statement->affected_rows;
	}

	private function table(): string {
		return setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' ) . 'options';
	}
}

options( HELP );
$follower = new PurgeFollower();
while ( true ) {
	$follower->look();
	sleep( 1 );
}
