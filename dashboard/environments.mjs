// Compute environments and job definitions of AWS Batch.

import { useState } from './vendor/hooks.mjs';
import { useLive } from './api.mjs';
import { AGAIN, State, Tabs, Whole, at, last, list, to } from './compute.mjs';
import { Crumbs, Facts, Loaded, Table, html } from './ui.mjs';
import { duration, number } from './words.mjs';

export function Environments() {
  const live = useLive(at('environments'), () => AGAIN);
  return html`<h1>Compute</h1><${Tabs} is="Environments" />
    <${Loaded} of=${live}>${(found) => html`<${Table} label="Compute environments" columns=${ENVIRONMENTS} rows=${found} empty="There is no compute environment." />
      ${found.map((each) => html`<section class="card"><h2>${each.computeEnvironmentName}</h2><${Facts} of=${environmentFacts(each)} /><${Whole} of=${each} /></section>`)}`}</${Loaded}>`;
}

const vcpus = (key) => (each) => each.computeResources?.[key];
const ENVIRONMENTS = [
  { name: 'Environment', of: (each) => each.computeEnvironmentName },
  { name: 'Type', of: (each) => `${each.type || ''} ${each.computeResources?.type || ''}` },
  { name: 'Min vCPUs', number: true, of: vcpus('minvCpus') },
  { name: 'Desired vCPUs', number: true, of: vcpus('desiredvCpus') },
  { name: 'Max vCPUs', number: true, of: vcpus('maxvCpus') },
  { name: 'State', of: (each) => `${each.state} ${each.status}`, show: State },
];

function environmentFacts({ computeResources: has = {}, ...each }) {
  return [
    ['Instance types', list(has.instanceTypes)], ['Allocation', has.allocationStrategy], ['Bid, % of on-demand', has.bidPercentage],
    ['Image', has.imageId], ['Instance role', last(has.instanceRole)], ['Service role', last(each.serviceRole)],
    ['Subnets', list(has.subnets)], ['Security groups', list(has.securityGroupIds)],
    ['Instances are tagged', Object.entries(has.tags || {}).map(([name, value]) => `${name}=${value}`).join(', ')],
    ['ARN', html`<code>${each.computeEnvironmentArn}</code>`],
  ];
}

export function Definitions() {
  const live = useLive(at('definitions'), () => 0);
  const [wanted, setWanted] = useState('');
  const fits = (each) => each.jobDefinitionName.toLowerCase().includes(wanted.toLowerCase());
  return html`<h1>Compute</h1><${Tabs} is="Job definitions" />
    <${Loaded} of=${live}>${(found) => html`<label class="field">Find a definition <input type="search" value=${wanted} onInput=${(event) => setWanted(event.target.value)} /></label>
      <${Table} label="Job definitions" columns=${DEFINITIONS} rows=${found.filter(fits)} empty="No job definition fits." />`}</${Loaded}>`;
}

const need = (type, old) => ({ containerProperties: has = {} }) => Number((has.resourceRequirements || []).find((each) => each.type === type)?.value ?? has[old] ?? 0);
const DEFINITIONS = [
  { name: 'Definition', of: (each) => each.jobDefinitionName, show: (each) => html`<a href=${to('definitions', each.jobDefinitionName)}>${each.jobDefinitionName}</a>` },
  { name: 'Newest revision', number: true, of: (each) => each.revision },
  { name: 'Image', of: (each) => each.containerProperties?.image },
  { name: 'vCPUs', number: true, of: need('VCPU', 'vcpus') },
  { name: 'Memory, MiB', number: true, of: need('MEMORY', 'memory'), show: (each) => number(need('MEMORY', 'memory')(each)) },
];

export function Definition({ definition }) {
  const live = useLive(at('definitions', definition), () => 0);
  return html`<${Crumbs} to=${[['Compute', to()], ['Job definitions', to('definitions')], [definition]]} /><h1>${definition}</h1>
    <${Loaded} of=${live}>${(found) => (found.length ? found.map((each) => html`<section class="card"><h2>${definition}:${each.revision} <span class="hint">${each.status}</span></h2>
      <${Facts} of=${definitionFacts(each)} /><${Whole} of=${each} /></section>`) : html`<p class="empty">There is no such job definition.</p>`)}</${Loaded}>`;
}

function definitionFacts({ containerProperties: has = {}, ...each }) {
  return [
    ['Image', has.image && html`<code>${has.image}</code>`], ['Command', has.command?.length && html`<code>${has.command.join(' ')}</code>`],
    ['vCPUs', need('VCPU', 'vcpus')({ containerProperties: has })], ['Memory', `${number(need('MEMORY', 'memory')({ containerProperties: has }))} MiB`],
    ['Role', last(has.jobRoleArn)], ['Volumes', list((has.volumes || []).map((one) => one.name))],
    ['Parameters', Object.entries(each.parameters || {}).map(([name, value]) => `${name}=${value}`).join(', ')],
    ['Tries', each.retryStrategy?.attempts], ['Timeout', each.timeout && duration(each.timeout.attemptDurationSeconds)],
  ];
}
