// What makes the page livelier. Without scripts everything but the curves to zoom into is
// there all the same.
(() => {
'use strict';

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// seconds writes a time with three digits.
const seconds = s => {
	if (s >= 999.5) return Math.round(s) + ' s';
	for (const [factor, unit] of [[1, ' s'], [1e-3, ' ms'], [1e-6, ' µs']]) {
		if (s >= factor * 0.9995) return (s / factor).toPrecision(3) + unit;
	}
	return (s * 1e9).toPrecision(3) + ' ns';
};

// percentile writes a place on the axis, which counts nines: 2 is p99.
const percentile = x => 'p' + Number((100 * (1 - 10 ** -x)).toPrecision(Math.max(2, Math.ceil(x) + 2)));

// ticks are the percentiles that are marked, as many as lie between; where these are few,
// some at equal distances.
const marked = [0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999].map(q => -Math.log10(1 - q));
const ticks = (u, axis, min, max) => {
	const between = marked.filter(x => x >= min - 1e-9 && x <= max + 1e-9);
	const all = between.length > 2 ? between : [0, 1, 2, 3, 4].map(i => min + (max - min) * i / 4);
	let last = -Infinity; // labels need room
	return all.filter(x => {
		const at = (x - min) / (max - min) * (u.width - 100);
		if (at - last < 48) return false;
		last = at;
		return true;
	});
};

// plainly leaves out zeros that say nothing.
const plainly = text => text.replace(/(\.\d*?)0+(?= )/, '$1').replace(/\.(?= )/, '');

// button makes an element one that can be pressed with the keyboard, too.
const button = (element, pressed, press) => {
	element.tabIndex = 0;
	element.setAttribute('role', 'button');
	const show = () => element.setAttribute('aria-pressed', String(pressed()));
	element.addEventListener('click', () => { press(); show(); });
	element.addEventListener('keydown', e => {
		if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); element.click(); }
	});
	show();
};

// drawn is how the curve of a strategy is drawn: as its lines are elsewhere.
const drawn = look => look === '' ? {stroke: color('--other'), width: 1} :
	{stroke: color('--c' + look.slice(1)), width: 2, dash: look.slice(1) < 4 ? [] : [8, 4]};

// Lines of drawn charts: a legend's entry shows and hides its lines, and points them out. What is
// in a legend above several charts is in all of them.
for (const legend of document.querySelectorAll('.lines > .legend')) {
	const lines = [...legend.parentElement.querySelectorAll('.series path')];
	for (const item of legend.querySelectorAll('span')) {
		const own = lines.filter(l => l.textContent === item.textContent);
		const all = (change, ...what) => own.forEach(l => l.classList[change](...what));
		button(item, () => !own.some(l => l.classList.contains('off')), () => {
			all('toggle', 'off');
			item.classList.toggle('dimmed');
		});
		for (const [over, out] of [['mouseenter', 'mouseleave'], ['focus', 'blur']]) {
			item.addEventListener(over, () => all('add', 'hot'));
			item.addEventListener(out, () => all('remove', 'hot'));
		}
	}
}

// The line next to the pointer says its name.
for (const svg of document.querySelectorAll('figure.lines > svg')) {
	const lines = [...svg.querySelectorAll('.series path:not(.plain)')].map(path => ({path, name: path.textContent,
		parts: path.getAttribute('d').split('M').slice(1).map(part => {
			let x = 0, y = 0;
			return part.split('l').map(step => { const [dx, dy] = step.match(/-?\d+/g).map(Number); return [x += dx, y += dy]; });
		})}));
	const hint = document.createElementNS(svg.namespaceURI, 'text');
	hint.setAttribute('class', 'hint');
	const away = (x, y, [ax, ay], [bx, by]) => { // from a point to a stretch of a line
		const length = (bx - ax) ** 2 + (by - ay) ** 2;
		const t = length && Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
		return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
	};
	let hot = [];
	const leave = () => { hot.forEach(l => l.path.classList.remove('hot')); hot = []; hint.remove(); };
	svg.addEventListener('pointermove', e => {
		leave();
		const {x, y} = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
		const near = lines.filter(l => !l.path.classList.contains('off'))
			.map(l => ({...l, away: Math.min(...l.parts.flatMap(p => p.slice(1).map((to, i) => away(x, y, p[i], to))))}));
		const least = Math.min(...near.map(l => l.away));
		if (!(least < 14)) return;
		hot = near.filter(l => l.away < least + 0.1);
		hot.forEach(l => l.path.classList.add('hot'));
		hint.textContent = hot.map(l => l.name).join(', ');
		const left = x < svg.viewBox.baseVal.width / 2;
		for (const [name, value] of [['x', left ? x + 14 : x - 14], ['y', Math.max(20, y - 12)], ['text-anchor', left ? 'start' : 'end']]) hint.setAttribute(name, value);
		svg.append(hint);
	});
	svg.addEventListener('pointerleave', leave);
}

// Curves to zoom into.
for (const figure of document.querySelectorAll('figure.zoom')) {
	const data = JSON.parse(figure.querySelector('script').textContent);
	const box = figure.querySelector('.plot');
	const shown = data.series.map(() => true);
	let range = null; // of x; null: all
	const draw = () => {
		if (figure.plot) figure.plot.destroy();
		const axis = {stroke: color('--fg'), grid: {stroke: color('--line'), width: 1}, ticks: {stroke: color('--line'), width: 1}};
		figure.plot = new uPlot({
			width: box.clientWidth, height: 340, legend: {live: true},
			cursor: {drag: {x: true, y: false}},
			scales: {x: {time: false}, y: {distr: data.log ? 3 : 1}},
			axes: [
				{...axis, label: 'percentile', labelSize: 24, splits: ticks, values: (u, all) => all.map(percentile)},
				{...axis, label: 'sojourn', labelSize: 24, size: 72, values: (u, all) => all.map(v => v == null ? '' : plainly(seconds(v)))},
			],
			series: [
				{label: 'percentile', value: (u, v) => v == null ? '–' : percentile(v)},
				...data.series.map((s, i) => ({
					label: s.name, ...drawn(s.look), show: shown[i],
					value: (u, v) => v == null ? '–' : seconds(v),
				})),
			],
			hooks: {
				setSeries: [(u, i, o) => { if (i > 0 && o.show != null) shown[i - 1] = o.show; }],
				setScale: [(u, key) => { if (key === 'x' && u.status === 1) range = {min: u.scales.x.min, max: u.scales.x.max}; }],
			},
		}, [data.x, ...data.series.map(s => s.values)], box);
		if (range) figure.plot.setScale('x', range);
		figure.querySelectorAll('.u-series').forEach((row, i) => {
			if (i > 0) {
				const label = row.querySelector('th');
				button(label, () => shown[i - 1], () => {});
			}
		});
	};
	figure.hidden = false;
	for (const plain of figure.parentElement.querySelectorAll('.replaced')) plain.hidden = true;
	const last = data.x[data.x.length - 1];
	for (const b of figure.querySelectorAll('.tools button')) {
		const from = Number(b.dataset.from);
		b.hidden = from >= last;
		b.addEventListener('click', () => figure.plot.setScale('x', {min: from || data.x[0], max: last}));
	}
	// Where it is folded there is no room to draw in; it grows once it is unfolded.
	new ResizeObserver(() => {
		if (box.clientWidth === 0) return;
		if (figure.plot) figure.plot.setSize({width: box.clientWidth, height: 340}); else draw();
	}).observe(box);
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { if (figure.plot) draw(); });
}

// copied makes a button that copies a text.
const copied = (what, label, text) => {
	const b = document.createElement('button');
	b.type = 'button';
	b.className = 'copy';
	b.textContent = label;
	b.addEventListener('click', () => {
		const field = document.createElement('textarea');
		field.value = text();
		document.body.append(field);
		field.select();
		b.textContent = document.execCommand('copy') ? 'copied' : 'not copied';
		field.remove();
		b.focus();
	});
	what.after(b);
};
for (const pre of document.querySelectorAll('pre')) copied(pre, 'copy', () => pre.textContent);
for (const table of document.querySelectorAll('details table')) {
	copied(table.parentElement, 'copy table', () => [...table.rows].map(r => [...r.cells].map(c => c.textContent.trim()).join('\t')).join('\n'));
}

// What a link leads to is unfolded, and everything is where the page is printed.
const unfold = () => {
	let e = null;
	try { e = document.querySelector(location.hash || null); } catch { }
	for (; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
};
addEventListener('hashchange', unfold);
unfold();
addEventListener('beforeprint', () => { for (const d of document.querySelectorAll('details')) d.open = true; });
})();
