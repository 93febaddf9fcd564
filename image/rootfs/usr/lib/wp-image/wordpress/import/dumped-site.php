<?php
/**
 * The WordPress in a dump: which of its tables are one site's, and what they say of it.
 */

namespace WpImage;

final class DumpedSite {
	/** What WordPress itself keeps of a user under names with the prefix (get_user_option(), wp-includes/user.php). */
	const PREFIXED = array( 'capabilities', 'user_level', 'user-settings', 'user-settings-time', 'dashboard_quick_press_last_post_id', 'media_library_mode' );

	/**
	 * @param string                $database that the dump names; empty when it names none
	 * @param string                $prefix   of the tables in the dump
	 * @param array<string, string> $tables   name without the prefix => name here
	 */
	private function __construct(
		private readonly \mysqli $server,
		public readonly string $database,
		public readonly string $prefix,
		public readonly array $tables
	) {}

	/**
	 * The sites in a dump's tables. A site has options, posts and users; of two whose prefixes begin alike, a table is of the longer one.
	 *
	 * @param array<string, array<string, string>> $databases names in the dump => names here, by database
	 * @return self[]
	 */
	public static function all( \mysqli $server, array $databases ): array {
		$sites = array();
		foreach ( $databases as $database => $tables ) {
			$prefixes = array();
			foreach ( array_keys( $tables ) as $name ) {
				$prefix = preg_replace( '/options$/', '', (string) $name );
				if ( $prefix !== $name && isset( $tables[ "{$prefix}posts" ], $tables[ "{$prefix}users" ] ) && self::has_options( $server, $tables[ $name ] ) ) {
					$prefixes[] = $prefix;
				}
			}
			// The longest first.
			usort( $prefixes, static fn ( string $one, string $other ): int => strlen( $other ) <=> strlen( $one ) );
			foreach ( $prefixes as $prefix ) {
				$own = array_filter( $tables, static fn ( string $name ): bool => str_starts_with( $name, $prefix ), ARRAY_FILTER_USE_KEY );
				$tables  = array_diff_key( $tables, $own );
				$names   = array_map( static fn ( string $name ): string => substr( $name, strlen( $prefix ) ), array_keys( $own ) );
				$sites[] = new self( $server, $database, $prefix, array_combine( $names, array_values( $own ) ) );
			}
		}
		return $sites;
	}

	/** Other programs have tables of these names, too. */
	private static function has_options( \mysqli $server, string $table ): bool {
		return 2 === $server->query( "SHOW COLUMNS FROM `$table` WHERE Field IN ('option_name', 'option_value')" )->num_rows;
	}

	/** Whether its WordPress is one that says of an option whether it is always read (since 1.5). */
	public function has_autoload(): bool {
		return 1 === $this->server->query( "SHOW COLUMNS FROM `{$this->tables['options']}` WHERE Field = 'autoload'" )->num_rows;
	}

	/** What the site cannot be without, and lacks. */
	public function lack(): ?string {
		return match ( true ) {
			0 === $this->count( 'options' )                    => "no options: the table {$this->prefix}options is empty",
			'' === (string) $this->option( 'siteurl' )         => "no address: the table {$this->prefix}options has no siteurl",
			0 === $this->count( 'users' )                      => "no users: the table {$this->prefix}users is empty",
			default                                            => null,
		};
	}

	public function name(): string {
		return ( '' === $this->database ? '' : "database {$this->database}, " ) . "prefix {$this->prefix}";
	}

	/** Whether the tables are a network of sites. */
	public function is_network(): bool {
		return isset( $this->tables['blogs'], $this->tables['site'] );
	}

	public function option( string $name ): ?string {
		$query = $this->server->prepare( "SELECT option_value FROM `{$this->tables['options']}` WHERE option_name = ? LIMIT 1" );
		$query->execute( array( $name ) );
		$value = $query->get_result()->fetch_row()[0] ?? null;
		return null === $value ? null : (string) $value;
	}

	public function count( string $table ): int {
		return (int) $this->server->query( "SELECT COUNT(*) FROM `{$this->tables[ $table ]}`" )->fetch_row()[0];
	}

	/** Names of roles and rights hold the prefix. */
	public function rename_prefix( string $new ): void {
		if ( $new === $this->prefix ) {
			return;
		}
		$update = $this->server->prepare( "UPDATE `{$this->tables['options']}` SET option_name = ? WHERE option_name = ?" );
		$update->execute( array( "{$new}user_roles", "{$this->prefix}user_roles" ) );
		if ( isset( $this->tables['usermeta'] ) ) {
			// Where there is no prefix, it says nothing of a name.
			$known  = '' === $this->prefix ? "meta_key IN ('" . implode( "', '", self::PREFIXED ) . "')" : 'LEFT(meta_key, CHAR_LENGTH(?)) = ?';
			$values = '' === $this->prefix ? array() : array( $this->prefix, $this->prefix );
			$update = $this->server->prepare( "UPDATE `{$this->tables['usermeta']}` SET meta_key = CONCAT(?, SUBSTRING(meta_key, ?)) WHERE $known" );
			$update->execute( array( $new, mb_strlen( $this->prefix ) + 1, ...$values ) );
		}
	}

	public function set_option( string $name, string $value ): void {
		if ( null === $this->option( $name ) ) {
			$insert = $this->server->prepare( "INSERT INTO `{$this->tables['options']}` (option_name, option_value) VALUES (?, ?)" );
			$insert->execute( array( $name, $value ) );
			return;
		}
		$update = $this->server->prepare( "UPDATE `{$this->tables['options']}` SET option_value = ? WHERE option_name = ?" );
		$update->execute( array( $value, $name ) );
	}

	/** Makes it a copy: see hooks/copy.php. Nobody who has logged in there is logged in here. @param string $of the name of the original */
	public function make_copy( string $of ): void {
		$options = $this->tables['options'];
		$this->server->query( "UPDATE `$options` SET option_value = '0' WHERE option_name = 'blog_public'" );
		$this->server->query( "DELETE FROM `$options` WHERE option_name = 'wp_image_copy'" );
		$insert = $this->server->prepare( "INSERT INTO `$options` (option_name, option_value, autoload) VALUES ('wp_image_copy', ?, 'on')" );
		$insert->execute( array( $of ) );
		if ( isset( $this->tables['usermeta'] ) ) {
			$this->server->query( "DELETE FROM `{$this->tables['usermeta']}` WHERE meta_key IN ('session_tokens', '_application_passwords')" );
		}
		if ( isset( $this->tables['users'] ) ) {
			$this->server->query( "UPDATE `{$this->tables['users']}` SET user_activation_key = ''" );
		}
	}

	/** What WordPress makes again by itself, and what a copy of this image's site would tell containers of the wrong site. */
	public function forget_passing_values(): void {
		$this->server->query(
			"DELETE FROM `{$this->tables['options']}` WHERE option_name LIKE '\\_transient\\_%' OR option_name LIKE '\\_site\\_transient\\_%' OR option_name LIKE 'wp\\_image\\_%' OR option_name = 'rewrite_rules'"
		);
	}

	/** Plugins that the site has switched on, as paths below wp-content/plugins, and its themes. @return array{plugins: string[], themes: string[]} */
	public function code(): array {
		$plugins = @unserialize( (string) $this->option( 'active_plugins' ), array( 'allowed_classes' => false ) );
		return array(
			'plugins' => array_values( array_filter( is_array( $plugins ) ? $plugins : array(), 'is_string' ) ),
			'themes'  => array_values( array_unique( array_filter( array( $this->option( 'template' ), $this->option( 'stylesheet' ) ) ) ) ),
		);
	}
}
